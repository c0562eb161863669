import assert from 'node:assert/strict';
import { constants } from 'node:os';
import type { SessionEvent } from '../../model/process-event.ts';
import { SessionClock } from '../session-clock.ts';
import { KernelListener } from './kernel-listener.ts';
import { KernelSession } from './kernel-session.ts';
import type { KernelEvent } from './netlink-messages.ts';
import type { ProcLook, Seen } from './proc-look.ts';

const RECORDER = 10;
const ROOT = 100;

type Unstamped<T> = T extends unknown ? Omit<T, 'monotonicUs' | 'cpu' | 'seq'> : never;

/** A kernel that answers requests as a test says, and sends what it is told to. */
class FakeKernel {
  /** Errno of its answers; undefined: it gives none. */
  answer: number | undefined = 0;
  overflowed = false;
  readonly alive = new Map<number, Seen>();
  readonly handedOver: SessionEvent[] = [];
  readonly listener: KernelListener;
  readonly #waiting: KernelEvent[] = [];
  #seq = 0;

  constructor() {
    const proc: ProcLook = {
      argv: () => undefined,
      process: (pid) => this.alive.get(pid),
      children: ({ pid }) =>
        [...this.alive.values()].filter(({ ppid }) => ppid === pid).map((each) => each.pid),
      exit: () => null,
    };
    const waiting = this.#waiting;
    const socket = {
      fd: 3,
      send: (request: Buffer) => this.#answer(request.readUInt32LE(28)),
      *receive() {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield next;
      },
      takeOverflow: () => {
        const { overflowed } = this;
        this.overflowed = false;
        return overflowed;
      },
    };
    const none = { fd: 4, send: () => undefined, *receive() {}, close: () => undefined };
    const clock = new SessionClock(0);
    this.listener = new KernelListener({
      waiter: { wait: () => undefined },
      socket,
      execs: { socket: none, subscribe: (ack) => this.#answer(ack), read: () => undefined },
      session: new KernelSession({
        clock,
        proc,
        earlyArgv: () => undefined,
        execName: () => undefined,
        recorderPid: RECORDER,
      }),
      handOver: (events) => this.handedOver.push(...events),
    });
  }

  /** Sends an event, after `missing` that nobody receives. */
  tell(event: Unstamped<KernelEvent>, missing = 0): void {
    this.#seq += missing + 1;
    this.#waiting.push({ ...event, monotonicUs: this.#seq, cpu: 0, seq: this.#seq });
  }

  fork(pid: number, parentPid: number, missing = 0): void {
    this.tell({ type: 'fork', tid: pid, pid, parentPid }, missing);
    this.live(pid, parentPid);
  }

  live(pid: number, ppid: number): void {
    const seen = { comm: 'app', birth: [0, 5_000] as [number, number], threads: 1, dying: false };
    this.alive.set(pid, { pid, ppid, ...seen });
  }

  exit(pid: number): void {
    this.tell({ type: 'exit', tid: pid, pid, waitStatus: 0, parentPid: 0 });
    this.alive.delete(pid);
  }

  /** What has been told after the end: `started 101`, `lost 4`, … */
  finish(): string[] {
    this.listener.finish(20);
    return this.handedOver.map((event) => {
      if (event.type === 'lost') return `lost ${event.count}`;
      return 'process' in event ? `${event.type} ${event.process.pid}` : event.type;
    });
  }

  #answer(ack: number): void {
    if (this.answer === undefined) return;
    this.tell({ type: 'ack', ack: ack + 1, error: this.answer });
  }
}

function subscribed(): FakeKernel {
  const kernel = new FakeKernel();
  kernel.listener.subscribe();
  kernel.fork(ROOT, RECORDER);
  kernel.listener.setRoot({ pid: ROOT });
  return kernel;
}

describe('KernelListener', () => {
  it('takes only an answer for a yes', () => {
    const silent = new FakeKernel();
    silent.answer = undefined;
    assert.throws(() => silent.listener.subscribe(), /did not confirm .* container/);
    const refusing = new FakeKernel();
    refusing.answer = constants.errno.EPERM;
    assert.throws(() => refusing.listener.subscribe(), /does not let this user/);
  });

  it('hands over what it hears, the root first', () => {
    const kernel = subscribed();
    kernel.fork(101, ROOT);
    kernel.exit(101);
    kernel.exit(ROOT);
    assert.deepEqual(kernel.finish(), ['started 100', 'started 101', 'ended 101', 'ended 100']);
  });

  it('says how many events are missing, and finds what they would have told', () => {
    const kernel = subscribed();
    kernel.fork(101, ROOT);
    kernel.listener.turn();
    kernel.alive.delete(101);
    kernel.live(102, ROOT);
    kernel.fork(103, ROOT, 4);
    assert.deepEqual(kernel.finish(), [
      'started 100',
      'started 101',
      'started 103',
      'lost 4',
      'started 102',
      'ended 101',
    ]);
  });

  it('heals at once when the queue has overflowed, and counts when the sequence shows how many', () => {
    const kernel = subscribed();
    kernel.live(101, ROOT);
    kernel.overflowed = true;
    kernel.listener.turn();
    kernel.exit(101);
    kernel.tell({ type: 'other' }, 7);
    assert.deepEqual(kernel.finish(), ['started 100', 'started 101', 'ended 101', 'lost 7']);
  });

  it('tells of a loss that nothing shows the size of', () => {
    const kernel = subscribed();
    kernel.overflowed = true;
    assert.deepEqual(kernel.finish(), ['started 100', 'lost 1']);
  });
});
