/** A session's picture, with what all views need of it. */
import { safeText } from '../model/safe-text.ts';
import { type Status, statusOf } from '../model/status.ts';
import type {
  BlockView,
  ProcessView,
  SessionPicture,
  SessionView,
  StackView,
  WaitView,
} from '../model/views.ts';
import { t } from './l10n.ts';

export class Snapshot {
  readonly picture: SessionPicture;
  readonly revision: number;
  readonly session: SessionView;
  readonly waits: readonly WaitView[];
  /** Processes of the program; the runtime's helpers are not counted. */
  readonly processCount: number;
  /** Earliest start of a process, 0 while there is none. */
  readonly earliestUs: number;
  /** Length of the longest PID or parent PID. */
  readonly pidDigits: number;

  constructor(picture: SessionPicture) {
    this.picture = picture;
    this.revision = picture.revision;
    this.session = picture.session();
    this.waits = picture.waits();
    const processes = picture.processes();
    this.processCount = processes.filter(({ role }) => role !== 'helper').length;
    this.earliestUs = processes.reduce((least, { startUs }) => Math.min(least, startUs), 0);
    const largest = processes.reduce((most, { pid, ppid }) => Math.max(most, pid, ppid), 0);
    this.pidDigits = String(largest).length;
  }

  process(id: string): ProcessView | undefined {
    return this.picture.process(id);
  }

  /** The stack that was last taken of a process. */
  stackOf(id: string): StackView | undefined {
    return this.picture.stacks().findLast((stack) => stack.process === id);
  }

  waitsOf(waiter: string): readonly WaitView[] {
    return this.picture.waitsOf(waiter);
  }

  blocksOf(process: string): readonly BlockView[] {
    return this.picture.blocksOf(process);
  }

  waitsFor(target: string): readonly WaitView[] {
    return this.picture.waitsFor(target);
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
