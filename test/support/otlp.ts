/**
 * An ExportTraceServiceRequest in JSON, as strictly as OTLP says it: of the messages in
 * opentelemetry/proto/{collector/trace,trace,common,resource}/v1, the fields that an exporter may set.
 */
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

const strict = { additionalProperties: false };
const Nanos = Type.String({ pattern: '^(0|[1-9][0-9]{0,19})$' });
const TraceId = Type.String({ pattern: '^[0-9a-f]{32}$' });
const SpanId = Type.String({ pattern: '^[0-9a-f]{16}$' });
const Scalar = Type.Union([
  Type.Object({ stringValue: Type.String() }, strict),
  Type.Object({ boolValue: Type.Boolean() }, strict),
  Type.Object({ intValue: Type.String({ pattern: '^-?[0-9]+$' }) }, strict),
]);
const AnyValue = Type.Union([
  Scalar,
  Type.Object({ arrayValue: Type.Object({ values: Type.Array(Scalar) }, strict) }, strict),
]);
const Attributes = Type.Array(
  Type.Object({ key: Type.String({ minLength: 1 }), value: AnyValue }, strict),
);

const OtlpSpan = Type.Object(
  {
    traceId: TraceId,
    spanId: SpanId,
    parentSpanId: Type.Optional(SpanId),
    name: Type.String(),
    kind: Type.Integer({ minimum: 0, maximum: 5 }),
    startTimeUnixNano: Nanos,
    endTimeUnixNano: Nanos,
    attributes: Attributes,
    events: Type.Array(
      Type.Object({ timeUnixNano: Nanos, name: Type.String(), attributes: Attributes }, strict),
    ),
    links: Type.Array(Type.Object({ traceId: TraceId, spanId: SpanId }, strict)),
    status: Type.Object(
      { code: Type.Optional(Type.Literal(2)), message: Type.Optional(Type.String()) },
      strict,
    ),
  },
  strict,
);
export type OtlpSpan = Static<typeof OtlpSpan>;

const Request = Type.Object(
  {
    resourceSpans: Type.Array(
      Type.Object(
        {
          resource: Type.Object({ attributes: Attributes }, strict),
          scopeSpans: Type.Array(
            Type.Object(
              {
                scope: Type.Object({ name: Type.String(), version: Type.String() }, strict),
                spans: Type.Array(OtlpSpan),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** The spans of such a request. Throws where it is none. */
export function parseOtlp(text: string): OtlpSpan[] {
  const { resourceSpans } = Value.Parse(Request, JSON.parse(text));
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

/** What an attribute says, as text; undefined where the span has none of that name. */
export function attributeOf({ attributes }: OtlpSpan, key: string): string | undefined {
  const value = attributes.find((each) => each.key === key)?.value;
  return value === undefined ? undefined : String(Object.values(value)[0]);
}
