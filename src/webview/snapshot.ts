/** The model's answers at one revision, indexed as the views need them. */

import { safeText } from '../model/safe-text.ts';
import type { SessionModel } from '../model/session-model.ts';
import { type Status, statusOf } from '../model/status.ts';
import type { ProcessView, SessionView, StackView, WaitView } from '../model/views.ts';
import { t } from './l10n.ts';

export class Snapshot {
  readonly revision: number;
  readonly session: SessionView;
  readonly waits: readonly WaitView[];
  readonly processCount: number;
  /** Earliest start of a process, 0 while there is none. */
  readonly earliestUs: number;
  /** Length of the longest PID or parent PID. */
  readonly pidDigits: number;
  readonly #model: SessionModel;
  readonly #byWaiter: ReadonlyMap<string, readonly WaitView[]>;
  readonly #byTarget: ReadonlyMap<string, readonly WaitView[]>;

  constructor(model: SessionModel) {
    this.#model = model;
    this.revision = model.revision;
    this.session = model.session();
    this.waits = model.waits();
    const processes = model.processes();
    this.processCount = processes.length;
    this.earliestUs = processes.reduce((least, { startUs }) => Math.min(least, startUs), 0);
    const largest = processes.reduce((most, { pid, ppid }) => Math.max(most, pid, ppid), 0);
    this.pidDigits = String(largest).length;
    this.#byWaiter = groupBy(this.waits, (wait) => wait.waiter);
    this.#byTarget = groupBy(this.waits, (wait) => wait.target);
  }

  process(id: string): ProcessView | undefined {
    return this.#model.process(id);
  }

  /** The stack that was last taken of a process. */
  stackOf(id: string): StackView | undefined {
    return this.#model.stacks().findLast((stack) => stack.process === id);
  }

  waitsOf(waiter: string): readonly WaitView[] {
    return this.#byWaiter.get(waiter) ?? [];
  }

  waitsFor(target: string): readonly WaitView[] {
    return this.#byTarget.get(target) ?? [];
  }

  readonly nameOf = (id: string): string => {
    const process = this.process(id);
    return process === undefined ? id : safeText(process.name) || String(process.pid);
  };

  statusOf(process: ProcessView): Status {
    const open = this.waitsOf(process.id).findLast((wait) => wait.endUs === null);
    const { tone, text } = statusOf(process, open, this.nameOf, t);
    return { tone, text: safeText(text) };
  }
}

function groupBy(
  waits: readonly WaitView[],
  keyOf: (wait: WaitView) => string | null,
): Map<string, readonly WaitView[]> {
  const groups = new Map<string, WaitView[]>();
  for (const wait of waits) {
    const key = keyOf(wait);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [wait]);
    else group.push(wait);
  }
  return groups;
}
