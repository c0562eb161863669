/** A control group (cgroup) of the kernel with little memory, for programs that are to run out of it. */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = '/sys/fs/cgroup';
/** Where groups are made, and the files that limit memory and swap: version 1, then version 2. */
const KINDS = [
  {
    home: join(ROOT, 'memory'),
    limit: 'memory.limit_in_bytes',
    swap: { file: 'memory.memsw.limit_in_bytes', countsMemory: true },
  },
  { home: ROOT, limit: 'memory.max', swap: { file: 'memory.swap.max', countsMemory: false } },
];
const LOOK_MS = 20;

export class MemoryGroup {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param bytes what all processes of the group may have together; they get no swap.
   * @returns why there can be none, where there can be none.
   */
  static make(bytes: number): MemoryGroup | string {
    for (const { home, limit, swap } of KINDS) {
      const path = join(home, `forkscope-test-${process.pid}`);
      try {
        mkdirSync(path);
      } catch {
        continue;
      }
      if (existsSync(join(path, limit))) {
        writeFileSync(join(path, limit), String(bytes));
        const swapFile = join(path, swap.file);
        if (existsSync(swapFile)) writeFileSync(swapFile, String(swap.countsMemory ? bytes : 0));
        return new MemoryGroup(path);
      }
      rmdirSync(path);
    }
    return 'no cgroup with a memory limit can be made here';
  }

  /** The command, to be run within the group. */
  command(command: readonly string[]): string[] {
    const join = `echo $$ > '${this.#path}/cgroup.procs' && exec "$@"`;
    return ['sh', '-c', join, 'sh', ...command];
  }

  /** Removes the group, as soon as its processes have ended. */
  async remove(): Promise<void> {
    for (;;) {
      try {
        rmdirSync(this.#path);
        return;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) throw error;
        await delay(LOOK_MS);
      }
    }
  }
}
