import {
  MAX_US,
  type ProcessRef,
  type SessionEvent,
  type SessionHeader,
} from '../process-event.ts';
import type { SessionModel } from '../session-model.ts';
import type { ProcessView } from '../views.ts';

/** One of the sessions that are merged. */
export interface Recording {
  readonly header: SessionHeader;
  readonly events: readonly SessionEvent[];
  readonly model: SessionModel;
}

/** When it began by its host's wall clock, in µs since 1970; that is known to the ms. */
export function startedWallUs({ header }: Recording): number {
  const ms = Date.parse(header.startedAt);
  // A trace may claim anything; what is compared must stay exact.
  return Number.isFinite(ms) && Math.abs(ms * 1_000) <= 4 * MAX_US ? ms * 1_000 : 0;
}

/** The process that was launched or watched. */
export function rootOf({ model }: Recording): ProcessView | undefined {
  const roots = model.childrenOf(null).map((id) => model.process(id));
  return roots.find((each) => each?.role === 'main') ?? roots[0];
}

/** The root as events name it, with its birth where one tells it. */
export function rootRef({ events }: Recording, root: ProcessView): ProcessRef {
  for (const event of events) {
    if (event.type === 'started' && event.process.pid === root.pid) return event.process;
  }
  return { pid: root.pid };
}

/** Which recording each one was launched from, by the trace context that was handed to it. */
export function launches(recordings: readonly Recording[]): Map<Recording, Recording> {
  const bySpan = new Map<string, Recording>();
  for (const each of recordings) {
    const { traceId, spanId } = each.header.traceContext ?? {};
    if (spanId !== undefined) bySpan.set(`${traceId}-${spanId}`, each);
  }
  const launchers = new Map<Recording, Recording>();
  for (const each of recordings) {
    const { traceId, parentSpanId } = each.header.traceContext ?? {};
    const launcher = bySpan.get(`${traceId}-${parentSpanId}`);
    if (launcher !== undefined && launcher !== each) launchers.set(each, launcher);
  }
  return launchers;
}
