/**
 * What a window and the recorder of a session tell each other over the recorder's control socket: one
 * JSON object a line. The events themselves are read from the trace file; the socket says when there
 * are more, and takes requests.
 */
import Type, { type Static } from 'typebox';
import { ProcessRef, StackSeen } from '../model/process-event.ts';
import { StopMode, StopProgress, StopResult, StopTarget } from './stop-report.ts';

/** Names a request in what is said of it; chosen by whoever asks. */
const RequestId = Type.String({ maxLength: 64 });

/** Window to recorder. The first line carries the session's token. */
export const ControlRequest = Type.Union([
  /** Asks to be told whenever the trace grows. */
  Type.Object({ type: Type.Literal('watch'), token: Type.String() }),
  /** Asks to end processes. Answered by `stop-progress`, then `stop-ended` or `refused`. */
  Type.Object({
    type: Type.Literal('stop'),
    token: Type.String(),
    id: RequestId,
    target: StopTarget,
    mode: StopMode,
  }),
  /** Asks that the stop of that name send no further signals; `stop-ended` follows. */
  Type.Object({ type: Type.Literal('cancel-stop'), token: Type.String(), id: RequestId }),
  /** Asks for one signal to one process. Answered by `signal-sent` or `refused`. */
  Type.Object({
    type: Type.Literal('signal'),
    token: Type.String(),
    id: RequestId,
    process: ProcessRef,
    signal: Type.String({ pattern: '^SIG[A-Z0-9+]+$', maxLength: 16 }),
  }),
  /** Asks to end the recording of a watched session; its processes go on. */
  Type.Object({ type: Type.Literal('release'), token: Type.String() }),
  /** Has a sentence for the user go into the trace as a notice. Answered by `noted`. */
  Type.Object({
    type: Type.Literal('note'),
    token: Type.String(),
    id: RequestId,
    message: Type.String({ maxLength: 1_000 }),
  }),
  /**
   * Asks for the stacks of a process, of a process and all below it, or of all (`pid` null). They
   * come as events of the trace, and to whom asked when the last one has answered.
   */
  Type.Object({
    type: Type.Literal('stack'),
    token: Type.String(),
    id: RequestId,
    pid: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    tree: Type.Boolean(),
  }),
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
  Type.Object({ type: Type.Literal('stop-progress'), id: RequestId, progress: StopProgress }),
  Type.Object({ type: Type.Literal('stop-ended'), id: RequestId, result: StopResult }),
  Type.Object({ type: Type.Literal('signal-sent'), id: RequestId }),
  Type.Object({ type: Type.Literal('noted'), id: RequestId }),
  /** Nothing was done; `message` is one sentence for the user. */
  Type.Object({ type: Type.Literal('refused'), id: RequestId, message: Type.String() }),
  /** The stacks that were asked for. */
  Type.Object({ type: Type.Literal('stacks'), id: RequestId, stacks: Type.Array(StackSeen) }),
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
