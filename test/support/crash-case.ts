/**
 * A recorder or its program is killed at some instant of a busy session; what the trace must hold then.
 *
 * Acknowledged is, before the recorder was killed, what a reader of the trace had been given; and where
 * the recorder lived on, all that a process had done when it was killed, by its own notes (it notes a
 * thing once that is done, hence reported).
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sessionText } from '../../src/cli/session-text.ts';
import { SessionReader } from '../../src/manager/session-reader.ts';
import type { SessionEvent } from '../../src/model/process-event.ts';
import { reduceSession } from '../../src/model/session-model.ts';
import { sessionReport } from '../../src/protocol/session-report.ts';
import { readTrace } from '../../src/trace/read-trace.ts';
import { describeProblems } from '../../src/trace/trace-parser.ts';
import { type Deed, deedsIn, endOf, linesOf, missingFrom } from './crash-deeds.ts';
import { cli, temporaryFolder } from './recorded.ts';

const VICTIMS = ['recorder', 'root', 'child', 'recorder and root'] as const;
type Victim = (typeof VICTIMS)[number];

const LOADS = {
  python: ['python3', 'test/programs/python/crash_load.py'],
  node: ['node', 'test/programs/node/crash_load.cjs'],
} as const;

/** So long after the beginning is the kill at the latest, in ms; a session may be over by then. */
const KILL_WITHIN_MS = 3_000;
const LOOK_MS = 5;

export interface CrashCase {
  readonly victim: Victim;
  readonly load: keyof typeof LOADS;
  /** What the time until the kill counts from. */
  readonly from: 'start of the recorder' | 'first deed of the program';
  /** Time until the kill, in ms. */
  readonly afterMs: number;
}

export interface CrashOutcome {
  /** Events in the trace. */
  readonly events: number;
  /** Events that were acknowledged. */
  readonly acknowledged: number;
  /** Things that were done before the kill, by the program's notes. */
  readonly done: number;
  /** Those of them that a killed recorder had not written. */
  readonly unwritten: number;
  /** How long before the kill the oldest of these was done, in ms; 0 without any. */
  readonly behindMs: number;
  /** Whether the session was over before the kill. */
  readonly late: boolean;
}

/** A case at random. @param random gives numbers from 0 to below 1. */
export function crashCase(random: () => number): CrashCase {
  return {
    victim: VICTIMS[Math.floor(random() * VICTIMS.length)] ?? 'recorder',
    load: random() < 0.75 ? 'python' : 'node',
    from: random() < 0.8 ? 'first deed of the program' : 'start of the recorder',
    afterMs: Math.round(random() * KILL_WITHIN_MS),
  };
}

/** Plays the case. @throws {AssertionError} when something is missing from the trace. */
export async function playCrash({ victim, load, from, afterMs }: CrashCase): Promise<CrashOutcome> {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'session.forkscope');
  const notes = join(folder.path, 'notes');
  mkdirSync(notes);
  const command = [process.execPath, cli, 'run', '--trace', trace, '--', ...LOADS[load], notes];
  const [file = '', ...args] = command;
  const recorder = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const reader = follow(trace, recorder);
  try {
    const printed = textOf(recorder.stdout);
    const said = textOf(recorder.stderr);
    // Not before everything that the session has started is gone: all of it holds the streams.
    const over = once(recorder, 'close');
    const isOver = () => recorder.exitCode !== null || recorder.signalCode !== null;
    while (from === 'first deed of the program' && deedsIn(notes).size === 0 && !isOver()) {
      await delay(LOOK_MS);
    }
    await Promise.race([delay(afterMs), over]);
    const late = isOver();
    const acknowledged = [...reader.events];
    const root = deedsIn(notes).size === 0 ? undefined : rootOf(reader.events);
    const killedUs = Number(process.hrtime.bigint() / 1_000n);
    const killed = late ? [] : kill(victim, recorder, root, notes);
    await over;
    const deeds = deedsIn(notes);
    checkPrinted(linesOf(printed()), deeds, killed);
    const isCut = killed.includes(recorder.pid ?? -1);
    if (isCut && !beganIn(trace)) {
      assert.equal(acknowledged.length, 0);
      return { events: 0, acknowledged: 0, done: 0, unwritten: 0, behindMs: 0, late };
    }
    const { header, events, problems } = await readTrace(trace);
    assert.equal(describeProblems(problems), null);
    assert.deepEqual(events.slice(0, acknowledged.length), acknowledged);
    const model = reduceSession(header, events);
    sessionText(model);
    JSON.stringify(sessionReport(model));
    for (const [pid, list] of deeds) {
      if (killed.includes(pid) || list.at(-1)?.did === 'finished') continue;
      assert.fail(`process ${pid} did not finish: ${said()}`);
    }
    const missing = missingFrom(model, deeds);
    if (!isCut) {
      // What outlives the root is left over: the session ends with the root.
      const untilUs = Math.max(killedUs, endOf(deeds.get(root ?? 0)));
      const due = missing.filter(({ us }) => us < untilUs);
      assert.deepEqual(due, [], `missing, and the recorder lived: ${said()}`);
    }
    const before = [...deeds.values()].flat().filter(({ us }) => us < killedUs);
    const unwritten = missing.filter(({ us }) => us < killedUs);
    const oldestUs = Math.min(killedUs, ...unwritten.map(({ us }) => us));
    return {
      events: events.length,
      acknowledged: acknowledged.length,
      done: before.length,
      unwritten: unwritten.length,
      behindMs: (killedUs - oldestUs) / 1_000,
      late,
    };
  } finally {
    reader.dispose();
    folder.remove();
  }
}

/** Reads the trace as a window does, from when there is one. */
function follow(trace: string, recorder: ChildProcess) {
  const events: SessionEvent[] = [];
  let reader: SessionReader | undefined;
  const open = () => {
    if (reader !== undefined || !beganIn(trace)) return;
    reader = new SessionReader(trace, {
      onHeader: () => undefined,
      onEvents: (more) => events.push(...more),
      onLive: () => undefined,
      onError: (error) => recorder.emit('error', error),
    });
    reader.open();
  };
  const timer = setInterval(open, LOOK_MS);
  return {
    events,
    dispose: () => {
      clearInterval(timer);
      reader?.dispose();
    },
  };
}

/** Whether there is a trace with its first line, which comes in one piece with others. */
function beganIn(trace: string): boolean {
  return (statSync(trace, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function rootOf(events: readonly SessionEvent[]): number | undefined {
  for (const event of events) if (event.type === 'started') return event.process.pid;
  return undefined;
}

/** Kills whom the case says, as far as they are known to be there. @returns the PIDs. */
function kill(
  victim: Victim,
  recorder: ChildProcess,
  root: number | undefined,
  notes: string,
): number[] {
  const killed: number[] = [];
  const end = (pid: number | undefined) => {
    if (pid === undefined) return;
    killed.push(pid);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile, and did finish.
    }
  };
  // The root first: its notes may go on until it is dead, and the recorder must not live through that.
  if (victim !== 'recorder' && victim !== 'child') end(root);
  if (victim === 'recorder' || victim === 'recorder and root') end(recorder.pid);
  if (victim === 'child') end(someChild(notes, root));
  return killed;
}

/** The process that was the last to begin a note, of those that have not finished. */
function someChild(notes: string, root: number | undefined): number | undefined {
  const busy = [...deedsIn(notes)].filter(
    ([pid, deeds]) => pid !== root && deeds.at(-1)?.did !== 'finished',
  );
  const last = ([, deeds]: (typeof busy)[number]) => deeds.at(-1)?.us ?? 0;
  return busy.sort((a, b) => last(b) - last(a))[0]?.[0];
}

/** The program writes what it would without a recorder; who is killed may have had no time for the note. */
function checkPrinted(
  printed: readonly string[],
  deeds: ReadonlyMap<number, readonly Deed[]>,
  killed: readonly number[],
): void {
  const lines = [...deeds.values()].flat().filter(({ did }) => did === 'printed');
  const noted = new Set(lines.map(({ of }) => String(of)));
  const surplus = printed.filter((line) => !noted.delete(line));
  assert.deepEqual([...noted], [], 'lines of the program are missing');
  assert.ok(
    surplus.every((line) => killed.includes(Number.parseInt(line, 10))),
    `the program wrote ${surplus}`,
  );
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  return () => text;
}
