import type { KernelEvent } from './netlink-messages.ts';

/** A gap this large is no loss: the sequence went backwards. */
const BACKWARDS = 2 ** 31;

/**
 * Finds lost events by the sequence numbers: each CPU counts the events that it sends, whoever they
 * are about (drivers/connector/cn_proc.c, `send_msg`). Holds for a listener without a kernel-side
 * filter, for filtered events are counted, too.
 */
export class SequenceGaps {
  readonly #last = new Map<number, number>();

  /** Takes the next event; returns how many of its CPU are missing before it. */
  take({ cpu, seq }: Pick<KernelEvent, 'cpu' | 'seq'>): number {
    if (cpu === null) return 0;
    const last = this.#last.get(cpu);
    const missing = last === undefined ? 0 : (seq - last - 1) >>> 0;
    if (missing >= BACKWARDS) return 0;
    this.#last.set(cpu, seq);
    return missing;
  }
}
