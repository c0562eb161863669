/**
 * What a window and the recorder of a session tell each other over the recorder's control socket: one
 * JSON object a line. The events themselves are read from the trace file; the socket says when there
 * are more, and takes requests.
 */
import Type, { type Static } from 'typebox';

/** Window to recorder. The first line carries the session's token. */
export const ControlRequest = Type.Union([
  /** Asks to be told whenever the trace grows. */
  Type.Object({ type: Type.Literal('watch'), token: Type.String() }),
  /** Asks to end the session's processes: first politely, then by force. */
  Type.Object({ type: Type.Literal('stop'), token: Type.String() }),
  /** Asks to end the recording of a watched session; its processes go on. */
  Type.Object({ type: Type.Literal('release'), token: Type.String() }),
]);
export type ControlRequest = Static<typeof ControlRequest>;

/** Recorder to window. */
export const ControlReply = Type.Union([
  /** The trace holds `bytes` now, and the session's clock stood at `nowUs`. */
  Type.Object({
    type: Type.Literal('grew'),
    bytes: Type.Integer({ minimum: 0 }),
    nowUs: Type.Integer(),
  }),
]);
export type ControlReply = Static<typeof ControlReply>;

/**
 * Content of the file beside a trace while its recorder is at work: where the recorder listens. The
 * file is readable by its owner only, and removed at the session's end.
 */
export const LiveSession = Type.Object({
  version: Type.Literal(1),
  sessionId: Type.String(),
  recorderPid: Type.Integer({ minimum: 1 }),
  controlSocket: Type.String(),
  token: Type.String(),
});
export type LiveSession = Static<typeof LiveSession>;

/** Name of that file for a trace. */
export function liveFileOf(traceFile: string): string {
  return `${traceFile}.live`;
}
