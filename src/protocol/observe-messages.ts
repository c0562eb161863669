/**
 * What a debugger's window and the recorder that it started for a debug session tell each other, one
 * JSON object a line: requests on the recorder's standard input, replies on its standard output. The
 * window has the debugger start the program, so that the recorder learns of the root only afterwards.
 */
import Type, { type Static } from 'typebox';

/** Window to recorder. */
export const ObserveRequest = Type.Union([
  /** Comes first, once: what is about to be debugged, and the variables that it is to be given. */
  Type.Object({
    type: Type.Literal('prepare'),
    command: Type.Array(Type.String()),
    cwd: Type.String(),
    env: Type.Record(Type.String(), Type.String()),
  }),
  /** The debugger has started the program: this is its process. */
  Type.Object({ type: Type.Literal('root'), pid: Type.Integer({ minimum: 1 }) }),
]);
export type ObserveRequest = Static<typeof ObserveRequest>;

/** Recorder to window. */
export const ObserveReply = Type.Union([
  /** The recorder listens; `env` holds the variables to add to the program's, or to replace there. */
  Type.Object({
    type: Type.Literal('prepared'),
    env: Type.Record(Type.String(), Type.String()),
  }),
  /** The root is known, and the trace has begun. */
  Type.Object({ type: Type.Literal('recording') }),
]);
export type ObserveReply = Static<typeof ObserveReply>;
