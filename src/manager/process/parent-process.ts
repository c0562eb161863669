import { own } from './own-process.ts';
import { checkTimeout } from './process-options.ts';
import { endOrTimeout } from './timeout.ts';

/** The parent of this process, as far as a child knows it. */
export interface ParentProcess {
  readonly name: string;
  readonly pid: number;
  isAlive(): boolean;
  /**
   * Waits until the parent has ended, at most `timeout` ms.
   * @throws {ProcessError} `invalid-timeout`, as a rejection.
   */
  join(timeout?: number): Promise<void>;
}

let parent: ParentProcess | undefined;

/** Undefined in the main process. */
export function parentProcess(): ParentProcess | undefined {
  if (own.parent === undefined) return undefined;
  parent ??= parentOf(own.parent);
  return parent;
}

/** The channel between the two closes with the parent. */
function parentOf({ name, pid }: { readonly name: string; readonly pid: number }): ParentProcess {
  return {
    name,
    pid,
    isAlive: () => process.connected,
    join: async (timeout) => {
      const limit = checkTimeout(timeout);
      if (!process.connected) return;
      const ended = new Promise<void>((resolve) => process.once('disconnect', resolve));
      process.channel?.ref();
      await endOrTimeout(ended, limit);
      process.channel?.unref();
    },
  };
}
