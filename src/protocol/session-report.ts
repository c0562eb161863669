/**
 * The machine-readable view of a session, as `forkscope show --json` prints it: a public contract,
 * documented in docs/session-report.md. Fields are added within a version, never changed or removed.
 */
import Type, { type Static } from 'typebox';
import { findings } from '../model/findings/registry.ts';
import { stateTotals } from '../model/intervals.ts';
import {
  BlockedReason,
  Evidence,
  ExitStatus,
  ProcessKind,
  ProcessRole,
  ProcessState,
  SessionHost,
  SourceName,
  SourceSite,
  WaitCause,
  WaitOutcome,
} from '../model/process-event.ts';
import type { SessionModel } from '../model/session-model.ts';
import { END_CAUSES, type ProcessView } from '../model/views.ts';

export const SESSION_REPORT_VERSION = 1;

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Id = Type.String();
const Micros = Type.Integer();
const Lasted = Type.Integer({ minimum: 0 });

const ReportedInterval = Type.Object({
  state: ProcessState,
  reason: nullable(BlockedReason),
  startUs: Micros,
  endUs: nullable(Micros),
  evidence: Evidence,
});

const ReportedProcess = Type.Object({
  id: Id,
  pid: Type.Integer(),
  /** Index into the session's hosts. */
  host: Type.Integer({ minimum: 0 }),
  ppid: Type.Integer(),
  parent: nullable(Id),
  adopter: nullable(Type.Integer()),
  name: Type.String(),
  kind: ProcessKind,
  role: ProcessRole,
  target: nullable(Type.String()),
  className: nullable(Type.String()),
  daemon: Type.Boolean(),
  detached: Type.Boolean(),
  argv: Type.Array(Type.String()),
  execs: Type.Array(
    Type.Object({ tUs: Micros, argv: Type.Array(Type.String()), evidence: Evidence }),
  ),
  startUs: Micros,
  codeEndedUs: nullable(Micros),
  endUs: nullable(Micros),
  zombieUs: Lasted,
  exit: nullable(ExitStatus),
  endCause: nullable(Type.Enum([...END_CAUSES])),
  exception: nullable(Type.String()),
  /** What started it, and its target's arguments, in the runtime's words. */
  api: nullable(Type.String()),
  args: nullable(Type.String()),
  startSite: nullable(SourceSite),
  states: Type.Record(ProcessState, Lasted),
  /** As it was last measured. */
  usage: nullable(
    Type.Object({
      cpuPercent: Type.Number({ minimum: 0 }),
      rssBytes: Type.Integer({ minimum: 0 }),
      threads: nullable(Type.Integer({ minimum: 0 })),
      cpu: nullable(Type.Integer({ minimum: 0 })),
    }),
  ),
  intervals: Type.Array(ReportedInterval),
  evidence: Type.Object({
    start: Evidence,
    end: nullable(Evidence),
    name: Evidence,
    state: Evidence,
  }),
});

const ReportedWait = Type.Object({
  waiter: Id,
  target: nullable(Id),
  cause: WaitCause,
  startUs: Micros,
  endUs: nullable(Micros),
  timeoutUs: nullable(Lasted),
  outcome: nullable(WaitOutcome),
  site: nullable(SourceSite),
  evidence: Evidence,
});

export const SessionReport = Type.Object({
  version: Type.Literal(SESSION_REPORT_VERSION),
  session: Type.Object({
    id: Type.String(),
    command: Type.Array(Type.String()),
    cwd: Type.String(),
    startedAt: Type.String(),
    durationUs: Lasted,
    roots: Type.Array(Id),
    mainEndedUs: nullable(Micros),
    exit: nullable(ExitStatus),
    complete: Type.Boolean(),
    lostEvents: Type.Integer({ minimum: 0 }),
    sources: Type.Array(
      Type.Object({
        name: SourceName,
        status: Type.Enum(['active', 'unavailable', 'ended']),
        message: nullable(Type.String()),
        host: Type.Integer({ minimum: 0 }),
      }),
    ),
    /** One, unless it was merged. */
    hosts: Type.Array(SessionHost),
  }),
  processes: Type.Array(ReportedProcess),
  waits: Type.Array(ReportedWait),
  /** Calls that block on something other than a process's end. */
  blocks: Type.Array(
    Type.Object({
      process: Id,
      reason: BlockedReason,
      object: nullable(Type.String()),
      thread: nullable(Type.String()),
      startUs: Micros,
      endUs: nullable(Micros),
      timeoutUs: nullable(Lasted),
      outcome: nullable(WaitOutcome),
      site: nullable(SourceSite),
    }),
  ),
  failedStarts: Type.Array(
    Type.Object({
      parent: Id,
      message: Type.String(),
      site: nullable(SourceSite),
      tUs: Micros,
    }),
  ),
  output: Type.Array(
    Type.Object({
      process: Id,
      stream: Type.Enum(['stdout', 'stderr']),
      tUs: Micros,
      text: Type.String(),
      /** Bytes of the stream before this line that are not kept. */
      skippedBytes: Lasted,
    }),
  ),
  findings: Type.Array(
    Type.Object({
      rule: Type.String(),
      severity: Type.String(),
      message: Type.String(),
      processes: Type.Array(Id),
      sites: Type.Array(SourceSite),
      startUs: Micros,
      endUs: nullable(Micros),
      evidence: Evidence,
    }),
  ),
});
export type SessionReport = Static<typeof SessionReport>;

/** The report of a session as its events so far give it. */
export function sessionReport(model: SessionModel): SessionReport {
  const { id, command, cwd, startedAt, durationUs, roots, sources, hosts, ...session } =
    model.session();
  const { mainEndedUs, exit, complete, lostEvents } = session;
  return {
    version: SESSION_REPORT_VERSION,
    session: {
      id,
      command: [...command],
      cwd,
      startedAt,
      durationUs,
      roots: [...roots],
      mainEndedUs,
      exit,
      complete,
      lostEvents,
      sources: sources.map(({ name, status, message, host }) => ({ name, status, message, host })),
      hosts: [...hosts],
    },
    processes: model.processes().map((each) => reportedProcess(each, durationUs)),
    waits: model.waits().map(({ id: _, ...wait }) => wait),
    blocks: model.blocks().map(({ id: _, ...block }) => block),
    failedStarts: [...model.failedStarts()],
    output: [...model.output()],
    findings: findings(model, durationUs).map((each) => ({
      rule: each.rule,
      severity: each.severity,
      message: each.message,
      processes: [...each.processes],
      sites: [...(each.site === null ? [] : [each.site]), ...each.related.map(({ site }) => site)],
      startUs: each.sinceUs,
      endUs: each.untilUs,
      evidence: each.evidence,
    })),
  };
}

function reportedProcess(view: ProcessView, horizonUs: number): SessionReport['processes'][number] {
  return {
    id: view.id,
    pid: view.pid,
    host: view.host,
    ppid: view.ppid,
    parent: view.parent,
    adopter: view.adopter,
    name: view.name,
    kind: view.kind,
    role: view.role,
    target: view.target,
    className: view.className,
    daemon: view.daemon,
    detached: view.detached,
    argv: [...view.argv],
    execs: view.execs.map(({ tUs, argv, evidence }) => ({ tUs, argv: [...argv], evidence })),
    startUs: view.startUs,
    codeEndedUs: view.codeEndedUs,
    endUs: view.endUs,
    zombieUs: view.zombieUs,
    exit: view.exit,
    endCause: view.endCause,
    exception: view.exception,
    api: view.api,
    args: view.args,
    startSite: view.startSite,
    states: {
      unknown: 0,
      ready: 0,
      running: 0,
      blocked: 0,
      stopped: 0,
      zombie: 0,
      ended: 0,
      ...stateTotals(view.intervals, horizonUs, view.shares),
    },
    usage: view.usage === null ? null : { ...view.usage },
    intervals: view.intervals.map((interval) => ({ ...interval })),
    evidence: { ...view.evidence },
  };
}
