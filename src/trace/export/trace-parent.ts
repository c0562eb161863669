/** The `traceparent` of W3C Trace Context, as programs hand it on in the variable TRACEPARENT. */
import { randomBytes } from 'node:crypto';
import type { TraceContext } from '../../model/process-event.ts';

export const TRACE_PARENT = 'TRACEPARENT';

/** A place for a new session: within the trace that `inherited` names, if it does name one. */
export function traceContextBelow(inherited: string | undefined): TraceContext {
  const spanId = randomBytes(8).toString('hex');
  const [, traceId, parentSpanId] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(inherited ?? '') ?? [];
  if (traceId === undefined || parentSpanId === undefined || isZero(traceId + parentSpanId)) {
    return { traceId: randomBytes(16).toString('hex'), spanId };
  }
  return { traceId, parentSpanId, spanId };
}

/** What is handed on to the programs of the session. */
export function traceParent({ traceId, spanId }: TraceContext): string {
  return `00-${traceId}-${spanId}-01`;
}

function isZero(digits: string): boolean {
  return /^0+$/.test(digits);
}
