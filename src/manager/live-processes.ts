import type { Birth, ProcessRef, SessionEvent } from '../model/process-event.ts';
import { isAlive } from '../sources/process-end.ts';

interface LiveProcess {
  readonly birth: Birth | undefined;
  helper: boolean;
}

/** Which processes of the session have been seen to start and not to end. */
export class LiveProcesses {
  readonly #known = new Map<number, LiveProcess>();

  /** Takes in an event; returns the process if it is new to the session. */
  take(event: SessionEvent): ProcessRef | undefined {
    switch (event.type) {
      case 'started': {
        const { pid, birth } = event.process;
        const isNew = !this.#known.has(pid);
        if (isNew) this.#known.set(pid, { birth, helper: false });
        return isNew ? event.process : undefined;
      }
      case 'described': {
        const known = this.#known.get(event.process.pid);
        if (known !== undefined && event.role === 'helper') known.helper = true;
        return undefined;
      }
      case 'ended':
      case 'reaped':
        this.#known.delete(event.process.pid);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Those that are alive now, by the OS's own word. */
  alive(): (ProcessRef & { readonly helper: boolean })[] {
    return [...this.#known]
      .filter(([pid]) => isAlive(pid))
      .map(([pid, { birth, helper }]) => ({ pid, helper, ...(birth && { birth }) }));
  }
}
