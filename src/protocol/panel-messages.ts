/**
 * What the panel and the extension host tell each other. The host sends the session's own events, and
 * the panel reduces them with the core's model: a live view, a trace and a replay are one code path.
 */
import Type, { type Static } from 'typebox';
import type { Finding } from '../model/findings/finding.ts';
import type { SessionEvent, SessionHeader } from '../model/process-event.ts';

/** Host to panel: a session is to be shown from its beginning; what was shown before is dropped. */
export interface ShowSession {
  readonly type: 'show-session';
  /** Names the showing in later messages; events of another one are stale. */
  readonly showing: number;
  readonly title: string;
  readonly header: SessionHeader;
}

/** Host to panel: the next events of the shown session, in the order of the trace. */
export interface MoreEvents {
  readonly type: 'more-events';
  readonly showing: number;
  readonly events: readonly SessionEvent[];
  /** The session's clock as the host sends this, in session µs; null when the session is over. */
  readonly nowUs: number | null;
  /** Whether the recorder is at work; false for an ended session, or one whose recorder is gone. */
  readonly live: boolean;
}

/** Host to panel: select this process, as the tree did. */
export interface SelectProcess {
  readonly type: 'select-process';
  readonly showing: number;
  readonly process: string;
}

/** Host to panel: one sentence to show above the timeline (a trace that could not be read whole). */
export interface ShowProblem {
  readonly type: 'show-problem';
  readonly showing: number;
  readonly message: string;
}

/** Host to panel: what the rules find in the shown session, the most severe first. */
export interface ShowFindings {
  readonly type: 'show-findings';
  readonly showing: number;
  readonly findings: readonly Finding[];
}

/** Host to panel: what was chosen in this workspace before. */
export interface AdoptChoices {
  readonly type: 'adopt-choices';
  readonly choices: unknown;
}

/** Host to panel: which showings are the two sides of a comparison; comes before either of them. */
export interface ShowComparison {
  readonly type: 'show-comparison';
  readonly a: number;
  readonly b: number;
  /** What the page keeps for the host, to be there again after a reload of the window. */
  readonly state: unknown;
}

export type ToPanel =
  | ShowSession
  | MoreEvents
  | SelectProcess
  | ShowProblem
  | ShowFindings
  | AdoptChoices
  | ShowComparison;

/** Panel to host. Checked on arrival: a webview's messages are input like any other. */
export const FromPanel = Type.Union([
  /** The panel has loaded and wants the session. */
  Type.Object({ type: Type.Literal('ready') }),
  /** The panel has drawn the first `count` events of the showing, which may be less than were sent. */
  Type.Object({
    type: Type.Literal('drawn'),
    showing: Type.Integer(),
    count: Type.Integer({ minimum: 0 }),
  }),
  Type.Object({
    type: Type.Literal('selected'),
    showing: Type.Integer(),
    process: Type.String(),
  }),
  /** A process of one side of a comparison is to be shown in the timeline of its session. */
  Type.Object({
    type: Type.Literal('show-process'),
    showing: Type.Integer(),
    process: Type.String(),
  }),
  Type.Object({
    type: Type.Literal('open-site'),
    file: Type.String(),
    line: Type.Integer({ minimum: 0 }),
  }),
  Type.Object({ type: Type.Literal('stop-session'), showing: Type.Integer() }),
  /** What the user chose (columns, order, widths) is kept for the workspace; only the panel reads it. */
  Type.Object({ type: Type.Literal('keep-choices'), choices: Type.Unknown() }),
  Type.Object({ type: Type.Literal('copy-text'), text: Type.String() }),
  /** A picture to save where the user wants it: PNG in base64, SVG as it is. */
  Type.Object({
    type: Type.Literal('save-picture'),
    kind: Type.Enum(['png', 'svg']),
    data: Type.String(),
  }),
]);
export type FromPanel = Static<typeof FromPanel>;
