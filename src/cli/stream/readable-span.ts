/** Our spans as the OpenTelemetry SDK's exporters want them. */
import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Attribute, Span, Value } from '../../trace/export/otlp-spans.ts';

/** The session's own part of every span. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: { readonly name: string; readonly version: string };
}

/** TraceFlags.SAMPLED. */
const SAMPLED = 1;

export function readableSpan(span: Span, { resource, scope }: SpanOrigin): ReadableSpan {
  const context = (ids: { readonly traceId: string; readonly spanId: string }) => ({
    traceId: ids.traceId,
    spanId: ids.spanId,
    traceFlags: SAMPLED,
  });
  const { parentSpanId, traceId } = span;
  const startTime = hrTime(span.startTimeUnixNano);
  const endTime = hrTime(span.endTimeUnixNano);
  return {
    name: span.name,
    // SpanKind.INTERNAL of the API, which counts from 0.
    kind: 0,
    spanContext: () => context(span),
    ...(parentSpanId !== undefined && {
      parentSpanContext: context({ traceId, spanId: parentSpanId }),
    }),
    startTime,
    endTime,
    duration: hrTime(String(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano))),
    status: {
      code: span.status.code ?? 0,
      ...(span.status.message !== undefined && { message: span.status.message }),
    },
    attributes: plain(span.attributes),
    links: span.links.map((link) => ({ context: context(link) })),
    events: span.events.map(({ name, timeUnixNano, attributes }) => ({
      name,
      time: hrTime(timeUnixNano),
      attributes: plain(attributes),
    })),
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

export function plain(attributes: readonly Attribute[]): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: Value): string | number | boolean | string[] {
  if ('stringValue' in value) return value.stringValue;
  if ('boolValue' in value) return value.boolValue;
  if ('intValue' in value) return Number(value.intValue);
  return value.arrayValue.values.map((each) => String(plainValue(each)));
}

/** Seconds, and ns of the next one. */
function hrTime(nanos: string): [number, number] {
  const all = BigInt(nanos);
  return [Number(all / 1_000_000_000n), Number(all % 1_000_000_000n)];
}
