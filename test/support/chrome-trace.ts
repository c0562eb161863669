/** The part of Chrome's Trace Event Format that exports use. */
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

const ChromeTrace = Type.Object({
  traceEvents: Type.Array(
    Type.Object(
      {
        ph: Type.Enum(['M', 'X', 'i', 's', 'f']),
        name: Type.String(),
        pid: Type.Integer(),
        tid: Type.Integer(),
        ts: Type.Integer(),
        dur: Type.Optional(Type.Integer({ minimum: 0 })),
        id: Type.Optional(Type.Integer()),
        cat: Type.Optional(Type.String()),
        s: Type.Optional(Type.Enum(['g', 'p', 't'])),
        bp: Type.Optional(Type.Literal('e')),
        args: Type.Optional(Type.Object({})),
      },
      { additionalProperties: false },
    ),
  ),
  displayTimeUnit: Type.Enum(['ms', 'ns']),
  otherData: Type.Object({}),
});

/** Reads a trace; throws where it does not keep to the format. */
export function parseChromeTrace(text: string): Static<typeof ChromeTrace> {
  return Value.Parse(ChromeTrace, JSON.parse(text));
}
