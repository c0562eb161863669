/** Listens to the kernel until it is told to stop. All of it blocks: it has a thread of its own. */
import { randomInt } from 'node:crypto';
import type { ProcessRef, SessionEvent } from '../../model/process-event.ts';
import { monotonicUs } from '../session-clock.ts';
import type { EarlyExecs } from './early-execs.ts';
import type { KernelSession } from './kernel-session.ts';
import { SequenceGaps } from './loss.ts';
import { encodeRequest } from './netlink-messages.ts';
import type { NetlinkSocket } from './netlink-socket.ts';
import { KernelUnavailable, refusal } from './unavailable.ts';
import type { Waiter } from './waiter.ts';

/** The kernel answers within the call that asks it; this is for a machine that is very busy. */
const ACK_WITHIN_US = 500_000;
/** Events are handed over this often, in µs, or when there are this many. */
const HAND_OVER_US = 10_000;
const HAND_OVER_COUNT = 1_000;
/** The longest that the thread blocks while nothing happens, in ms. */
const LONGEST_WAIT_MS = 250;
/** While the session's processes come and go, others than execs are looked for this often, in ms. */
const BUSY_WAIT_MS = 5;
/** How long after the session's last event that is so, in µs. */
const BUSY_US = 50_000;
/** Between two looks at /proc for processes of whose end nothing is heard, in ms. */
const SETTLE_LOOK_MS = 5;

export interface KernelListenerParts {
  readonly waiter: Pick<Waiter, 'wait'>;
  /** All events arrive here. */
  readonly socket: Pick<NetlinkSocket, 'fd' | 'send' | 'receive' | 'takeOverflow'>;
  readonly execs: Pick<EarlyExecs, 'socket' | 'subscribe' | 'read'>;
  readonly session: KernelSession;
  /** Takes events in the order in which the kernel told them. */
  readonly handOver: (events: SessionEvent[]) => void;
}

export class KernelListener {
  readonly #parts: KernelListenerParts;
  readonly #all: readonly { readonly fd: number }[];
  readonly #execsOnly: readonly { readonly fd: number }[];
  readonly #gaps = new SequenceGaps();
  #execsAreEarly = false;
  #busyUntilUs = 0;
  #handedOverUs = monotonicUs();
  /** Events were thrown away, and the sequence does not yet show how many. */
  #overflowed = false;

  constructor(parts: KernelListenerParts) {
    this.#parts = parts;
    this.#all = [parts.execs.socket, parts.socket];
    this.#execsOnly = [parts.execs.socket];
  }

  /**
   * Asks for the events. That nothing has failed does not mean that any will come: the kernel ignores
   * the request in a PID or user namespace of its own. Only its answer counts.
   * @throws {KernelUnavailable} without one.
   */
  subscribe(): void {
    const { socket, execs } = this.#parts;
    const ack = randomInt(2 ** 30);
    socket.send(encodeRequest('listen', ack));
    if (!this.#isAnswered(ack, ACK_WITHIN_US)) {
      throw new KernelUnavailable(
        'The kernel did not confirm that it sends process events; it does not inside a container.',
      );
    }
    execs.subscribe(ack + 1);
    this.#execsAreEarly = this.#isAnswered(ack + 1, 0);
  }

  /** Waits for events, or to be woken, and takes in what there is. */
  turn(): void {
    const { waiter, session } = this.#parts;
    const isBusy = session.hasEvents || monotonicUs() < this.#busyUntilUs;
    if (isBusy) waiter.wait(this.#execsAreEarly ? this.#execsOnly : this.#all, BUSY_WAIT_MS);
    else waiter.wait(this.#all, LONGEST_WAIT_MS);
    this.#drain();
    if (session.hasEvents) this.#busyUntilUs = monotonicUs() + BUSY_US;
    if (monotonicUs() >= this.#handedOverUs + HAND_OVER_US) this.#flush();
  }

  setRoot(process: ProcessRef): void {
    this.#drain();
    this.#parts.session.setRoot(process);
  }

  follow(process: ProcessRef): void {
    this.#drain();
    this.#parts.session.follow(process);
  }

  /**
   * Takes in all that has happened until now. A parent may hear of a child's end before the kernel
   * sends the event of it, so that an empty queue is not yet the whole.
   */
  finish(withinMs: number): void {
    const untilUs = monotonicUs() + withinMs * 1_000;
    this.#drain();
    while (!this.#parts.session.isSettled && monotonicUs() < untilUs) {
      this.#parts.waiter.wait(this.#all, SETTLE_LOOK_MS);
      this.#drain();
    }
    if (this.#overflowed) this.#lost(1);
    this.#parts.session.heal(true);
    this.#flush();
  }

  /** No more events are wanted. */
  unsubscribe(): void {
    this.#flush();
    this.#parts.socket.send(encodeRequest('ignore', 0));
  }

  #drain(): void {
    const { socket, execs, session } = this.#parts;
    execs.read();
    let missing = 0;
    for (const event of socket.receive()) {
      missing += this.#gaps.take(event);
      session.take(event);
    }
    const overflowed = socket.takeOverflow();
    this.#overflowed ||= overflowed;
    if (missing > 0) this.#lost(missing);
    else if (overflowed) session.heal(false);
  }

  #lost(count: number): void {
    this.#overflowed = false;
    this.#parts.session.sayLost(count);
    this.#parts.session.heal(false);
  }

  /** Whether the kernel has answered that request within that time. */
  #isAnswered(ack: number, withinUs: number): boolean {
    const { socket, waiter } = this.#parts;
    const untilUs = monotonicUs() + withinUs;
    for (;;) {
      for (const event of socket.receive()) {
        this.#gaps.take(event);
        if (event.type !== 'ack' || event.ack !== ack + 1) continue;
        if (event.error !== 0) throw refusal('listen', event.error);
        return true;
      }
      const leftMs = Math.ceil((untilUs - monotonicUs()) / 1_000);
      if (leftMs <= 0) return false;
      waiter.wait(this.#all, leftMs);
    }
  }

  #flush(): void {
    this.#handedOverUs = monotonicUs();
    const events = this.#parts.session.takeEvents();
    for (let at = 0; at < events.length; at += HAND_OVER_COUNT) {
      this.#parts.handOver(events.slice(at, at + HAND_OVER_COUNT));
    }
  }
}
