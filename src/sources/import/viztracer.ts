/**
 * Chrome trace JSON as VizTracer writes it: https://viztracer.readthedocs.io/en/stable/. Of its many
 * entries the processes, their names and from when to when they were seen are taken.
 */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { MAX_PID, MAX_US, type ProcessRef, type SessionEvent } from '../../model/process-event.ts';
import { UserError } from '../../model/user-error.ts';
import { parseJson } from '../../protocol/json-line.ts';
import {
  type ImportContext,
  type ImportedSession,
  importedFrom,
  importedHeader,
} from './imported-session.ts';

const ChromeTrace = Compile(Type.Object({ traceEvents: Type.Array(Type.Unknown()) }));

/** From the earliest instant to the latest end is then no more than a session may last. */
const FARTHEST_US = MAX_US / 4;
const Pid = Type.Integer({ minimum: 1, maximum: MAX_PID });

/** `ph: X`: something that lasted; times in µs, with fractions. */
const Slice = Type.Object({
  ph: Type.Literal('X'),
  pid: Pid,
  ts: Type.Number({ minimum: -FARTHEST_US, maximum: FARTHEST_US }),
  dur: Type.Optional(Type.Number({ minimum: 0, maximum: FARTHEST_US })),
});
const ProcessName = Type.Object({
  ph: Type.Literal('M'),
  name: Type.Literal('process_name'),
  pid: Pid,
  args: Type.Object({ name: Type.String() }),
});
const checks = { slice: Compile(Slice), name: Compile(ProcessName) };

interface Seen {
  name: string | undefined;
  fromUs: number;
  untilUs: number;
}

/** Whether a text begins as such a file does. */
export function isChromeTrace(text: string): boolean {
  return /^\s*\{\s*"[^"]+"\s*:/.test(text) && text.includes('"traceEvents"');
}

/**
 * The session of such a file. Who started whom is not in it: each process stands by itself.
 * @throws {UserError} `not-a-trace` where it is none, or names no process.
 */
export function importVizTracer(text: string, context: ImportContext): ImportedSession {
  const value = parseJson(text);
  if (!ChromeTrace.Check(value)) throw foreign(context, 'it has no list of traceEvents');
  const processes = new Map<number, Seen>();
  let leftOut = 0;
  for (const entry of value.traceEvents) {
    if (checks.slice.Check(entry)) takeSlice(processes, entry);
    else if (checks.name.Check(entry)) seenOf(processes, entry.pid).name ??= entry.args.name;
    else leftOut += 1;
  }
  const timed = [...processes].filter(([, { fromUs }]) => Number.isFinite(fromUs));
  timed.sort(([, a], [, b]) => a.fromUs - b.fromUs);
  const beginUs = timed[0]?.[1].fromUs;
  if (beginUs === undefined) throw foreign(context, 'nothing in it tells when a process ran');
  const endUs = timed.reduce((last, [, { untilUs }]) => Math.max(last, untilUs), beginUs) - beginUs;
  const events = timed.flatMap(([pid, seen], index) => life(pid, seen, beginUs, index === 0));
  events.sort((a, b) => a.tUs - b.tUs);
  const header = importedHeader(
    // Its times are on a clock of its own.
    { command: [context.file], startedAt: new Date(0).toISOString(), platform: 'unknown' },
    context,
  );
  const end: SessionEvent = {
    type: 'session-ended',
    tUs: Math.round(endUs),
    source: 'recorder',
    evidence: 'inferred',
    complete: true,
    leftOver: [],
  };
  return { header, events: [importedFrom('recorder', context), ...events, end], leftOut };
}

function takeSlice(processes: Map<number, Seen>, { pid, ts, dur = 0 }: Static<typeof Slice>): void {
  const seen = seenOf(processes, pid);
  seen.fromUs = Math.min(seen.fromUs, ts);
  seen.untilUs = Math.max(seen.untilUs, ts + dur);
}

function seenOf(processes: Map<number, Seen>, pid: number): Seen {
  let seen = processes.get(pid);
  if (seen === undefined) {
    seen = { name: undefined, fromUs: Number.POSITIVE_INFINITY, untilUs: Number.NEGATIVE_INFINITY };
    processes.set(pid, seen);
  }
  return seen;
}

function life(
  pid: number,
  { name, fromUs, untilUs }: Seen,
  beginUs: number,
  isFirst: boolean,
): SessionEvent[] {
  const [startUs, endUs] = [Math.round(fromUs - beginUs), Math.round(untilUs - beginUs)];
  const process: ProcessRef = { pid, birth: [startUs, 0] };
  const base = { source: 'recorder', evidence: 'inferred', process } as const;
  return [
    { type: 'started', ...base, tUs: startUs },
    {
      type: 'described',
      ...base,
      tUs: startUs,
      name: name ?? `process ${pid}`,
      kind: 'python',
      role: isFirst ? 'main' : 'child',
    },
    { type: 'ended', ...base, tUs: endUs, exit: null },
  ];
}

function foreign({ file }: ImportContext, why: string): UserError {
  return new UserError('not-a-trace', `${file} is no recording of VizTracer: ${why}.`);
}
