import assert from 'node:assert/strict';
import type { SessionEvent } from '../../model/process-event.ts';
import { SessionClock } from '../session-clock.ts';
import { KernelSession } from './kernel-session.ts';
import type { ProcLook, Seen } from './proc-look.ts';

const RECORDER = 10;
const ROOT = 100;

/** A /proc that holds what a test puts there. */
class FakeProc implements ProcLook {
  readonly processes = new Map<number, Seen & { readonly argv?: string[] }>();

  put(pid: number, ppid: number, more: Partial<Seen> & { readonly argv?: string[] } = {}): void {
    const base = { pid, ppid, comm: 'app', birth: [pid * 1_000, 6_000] as [number, number] };
    this.processes.set(pid, { ...base, threads: 1, dying: false, ...more });
  }

  argv(pid: number): string[] | undefined {
    return this.processes.get(pid)?.argv;
  }

  process(pid: number): Seen | undefined {
    return this.processes.get(pid);
  }

  children({ pid }: Seen): readonly number[] {
    return [...this.processes.values()].filter(({ ppid }) => ppid === pid).map((each) => each.pid);
  }

  exit() {
    return null;
  }
}

/** A session whose events are told in short; each fork happens at 1,000 µs times its PID. */
class Told {
  readonly proc = new FakeProc();
  /** What the kernel calls the program that is executed next. */
  execName: string | undefined;
  readonly session = new KernelSession({
    clock: new SessionClock(0),
    proc: this.proc,
    earlyArgv: () => undefined,
    execName: () => this.execName,
    recorderPid: RECORDER,
  });
  #nowUs = 0;

  fork(pid: number, parentPid: number, tid = pid): this {
    this.#nowUs = pid * 1_000;
    this.session.take({ type: 'fork', ...this.#stamp(), parentPid, tid, pid });
    return this;
  }

  exec(pid: number): this {
    this.session.take({ type: 'exec', ...this.#stamp(), pid });
    return this;
  }

  exit(pid: number, waitStatus = 0, more: { tid?: number; parentPid?: number } = {}): this {
    const { tid = pid, parentPid = 0 } = more;
    this.session.take({ type: 'exit', ...this.#stamp(), tid, pid, waitStatus, parentPid });
    return this;
  }

  root(pid = ROOT): this {
    this.session.setRoot({ pid });
    return this;
  }

  /** `started 101 of 100`, `ended 101 {"code":0}`, … */
  get lines(): string[] {
    return this.session.takeEvents().map(lineOf);
  }

  #stamp() {
    this.#nowUs += 1;
    return { monotonicUs: this.#nowUs, cpu: 0, seq: 0 };
  }
}

function lineOf(event: SessionEvent): string {
  if (!('process' in event)) return event.type;
  const start = `${event.type} ${event.process.pid}`;
  switch (event.type) {
    case 'started':
      return `${start} of ${event.ppid}${event.evidence === 'kernel' ? '' : ` (${event.evidence})`}`;
    case 'exec':
      return `${start} ${event.argv.join(' ')}`;
    case 'ended':
      return `${start} ${JSON.stringify(event.exit)}`;
    case 'reparented':
      return `${start} to ${event.adopter}`;
    default:
      return start;
  }
}

describe('KernelSession', () => {
  it('keeps what happens before the root is known, and the root only', () => {
    const told = new Told().fork(90, RECORDER).fork(ROOT, RECORDER).fork(101, ROOT).exit(101, 256);
    told.fork(102, 90).fork(50, 1);
    assert.deepEqual(told.lines, []);
    assert.deepEqual(told.root().lines, [
      'started 100 of 10',
      'started 101 of 100',
      'ended 101 {"code":1}',
    ]);
    assert.deepEqual(told.fork(103, RECORDER).fork(104, 90).fork(105, ROOT).lines, [
      'started 105 of 100',
    ]);
  });

  it('tells of a root that has ended before it is known', () => {
    const told = new Told().fork(ROOT, RECORDER).exit(ROOT, 9).root();
    assert.deepEqual(told.lines, ['started 100 of 10', 'ended 100 {"signal":"SIGKILL"}']);
  });

  it('finds a root that runs already, with all below it', () => {
    const told = new Told();
    told.proc.put(ROOT, 1);
    told.proc.put(101, ROOT);
    told.proc.put(102, ROOT, { dying: true });
    assert.deepEqual(told.root().lines, [
      'started 100 of 1 (sampled)',
      'started 101 of 100 (sampled)',
    ]);
    assert.deepEqual(told.exit(101).lines, ['ended 101 {"code":0}']);
  });

  it('reads the command line at the exec, else the name of what has ended, else nothing', () => {
    const told = new Told().fork(ROOT, RECORDER).root();
    told.proc.put(ROOT, RECORDER, { argv: ['sh', '-c', 'x'] });
    told.fork(101, ROOT).fork(102, ROOT);
    told.proc.put(101, ROOT, { comm: 'true' });
    told.exec(ROOT).exec(101).exec(102).exec(77);
    assert.deepEqual(told.lines.slice(3), ['exec 100 sh -c x', 'exec 101 true', 'exec 102 ']);
  });

  it('gives the name of a program whose command line nobody could read', () => {
    const told = new Told().fork(ROOT, RECORDER).root();
    told.proc.put(101, ROOT, { argv: ['sh', '-c', 'x'] });
    told.fork(101, ROOT).fork(102, ROOT);
    told.execName = 'true';
    told.exec(101).exec(102);
    assert.deepEqual(told.lines.slice(-2), ['exec 101 sh -c x', 'exec 102 true']);
  });

  it('counts threads as no processes, and ends a process with its last thread', () => {
    const told = new Told().fork(ROOT, RECORDER).root().fork(ROOT, RECORDER, 101);
    told.exit(ROOT, 0).fork(102, ROOT);
    assert.deepEqual(told.lines, ['started 100 of 10', 'started 102 of 100']);
    assert.deepEqual(told.exit(ROOT, 3 << 8, { tid: 101 }).lines, ['ended 100 {"code":3}']);
  });

  it('takes the exit code of the thread that ended them all, whichever is told of last', () => {
    const told = new Told().fork(ROOT, RECORDER).root().fork(ROOT, RECORDER, 101);
    told.exit(ROOT, 1 << 8);
    assert.deepEqual(told.exit(ROOT, 0, { tid: 101 }).lines.slice(1), ['ended 100 {"code":1}']);
  });

  it('goes on with a process of which another thread becomes the main one by an exec', () => {
    const told = new Told().fork(ROOT, RECORDER).root().fork(ROOT, RECORDER, 101);
    told.exit(ROOT, 9).exec(ROOT);
    assert.deepEqual(told.lines, ['started 100 of 10', 'exec 100 ']);
    assert.deepEqual(told.exit(ROOT).lines, ['ended 100 {"code":0}']);
  });

  it('tells who adopts the children of a process that has ended', () => {
    const told = new Told().fork(ROOT, RECORDER).root().fork(101, ROOT).fork(102, 101);
    told.proc.put(102, 1);
    assert.deepEqual(told.exit(101).lines.slice(3), [
      'ended 101 {"code":0}',
      'reparented 102 to 1',
    ]);
    assert.deepEqual(told.exit(102, 0, { parentPid: 1 }).lines, ['ended 102 {"code":0}']);
  });

  it('tells the adopter at the end of a process that nobody could look at before', () => {
    const told = new Told().fork(ROOT, RECORDER).root().fork(101, ROOT).fork(102, 101).exit(101);
    assert.deepEqual(told.exit(102, 0, { parentPid: 1 }).lines.slice(4), [
      'reparented 102 to 1',
      'ended 102 {"code":0}',
    ]);
  });

  it('takes a PID that begins anew for a new process, and a stranger for none', () => {
    const told = new Told().fork(ROOT, RECORDER).root().fork(101, ROOT).fork(102, ROOT);
    told.fork(101, ROOT).fork(102, 1).exit(102);
    assert.deepEqual(told.lines.slice(3), [
      'ended 101 null',
      'started 101 of 100',
      'ended 102 null',
    ]);
  });

  it('heals after a loss: what is gone has ended, what has come is found', () => {
    const told = new Told().fork(ROOT, RECORDER).root().fork(101, ROOT).fork(102, ROOT);
    told.proc.put(ROOT, RECORDER);
    told.proc.put(102, ROOT, { dying: true });
    told.proc.put(103, ROOT, { argv: ['late'] });
    told.proc.put(104, 103);
    told.session.sayLost(4);
    told.session.heal(false);
    assert.deepEqual(told.lines.slice(3), [
      'lost',
      'started 103 of 100 (sampled)',
      'started 104 of 103 (sampled)',
      'ended 101 null',
    ]);
    assert.equal(told.session.isSettled, false);
    told.session.heal(true);
    assert.deepEqual(told.lines, ['ended 102 null']);
    assert.equal(told.session.isSettled, true);
  });

  it('knows a process that it found by its fork when that comes late', () => {
    const told = new Told().fork(ROOT, RECORDER).root();
    told.proc.put(ROOT, RECORDER);
    told.proc.put(101, ROOT);
    told.session.heal(false);
    assert.deepEqual(told.fork(101, ROOT).exit(101).lines.slice(1), [
      'started 101 of 100 (sampled)',
      'started 101 of 100',
      'ended 101 {"code":0}',
    ]);
  });

  it('follows a process that another source has seen', () => {
    const told = new Told().fork(ROOT, RECORDER).root();
    told.proc.put(300, 1);
    told.session.follow({ pid: 300 });
    told.session.follow({ pid: 300 });
    told.session.follow({ pid: 301 });
    assert.deepEqual(told.fork(302, 300).lines.slice(1), [
      'started 300 of 1 (sampled)',
      'started 302 of 300',
    ]);
  });
});
