/**
 * The kernel ends processes when a control group (cgroup) is out of memory, by SIGKILL and without
 * a word to anybody; the group's counter of such kills tells.
 */

/** Files that may hold the counter of a process's group, from its /proc/PID/cgroup; best first. */
export function oomCounterFiles(cgroup: string): string[] {
  const files: string[] = [];
  for (const line of cgroup.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    const folder = path === '/' ? '' : path;
    if (controllers === '') {
      files.push(`/sys/fs/cgroup${folder}/memory.events`);
      files.push(`/sys/fs/cgroup/unified${folder}/memory.events`);
    } else if (controllers.split(',').includes('memory')) {
      files.unshift(`/sys/fs/cgroup/memory${folder}/memory.oom_control`);
    }
  }
  return files;
}

/** The count in a `memory.events` or `memory.oom_control`. */
export function parseOomKills(text: string): number | undefined {
  const found = /^oom_kill (\d+)$/m.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** A process that is gone, and what is known of its end. */
export interface GoneProcess {
  /** File with its group's count, if it has one. */
  readonly oomFile: string | null | undefined;
  /** Name of the signal that ended it; null: none did, undefined: not known. */
  readonly endSignal: string | null | undefined;
}

/** Watches the counters of the groups that a session's processes are in. */
export class OomKills {
  readonly #read: (file: string) => string | undefined;
  readonly #counts = new Map<string, number>();

  /** `read` gives the text of a file, undefined if it cannot be read. */
  constructor(read: (file: string) => string | undefined) {
    this.#read = read;
  }

  /** Notes the count of the group of a process now; answers with the file that holds it. */
  watch(pid: number): string | undefined {
    const cgroup = this.#read(`/proc/${pid}/cgroup`);
    for (const file of cgroup === undefined ? [] : oomCounterFiles(cgroup)) {
      if (this.#counts.has(file)) return file;
      const count = this.#count(file);
      if (count === undefined) continue;
      this.#counts.set(file, count);
      return file;
    }
    return undefined;
  }

  /**
   * Which of these processes, all gone since the last look, the kernel may have ended: for each group
   * with new kills, those that are known to have ended by SIGKILL, or else all whose end is unknown.
   */
  suspects<P extends GoneProcess>(gone: readonly P[]): P[] {
    const suspects: P[] = [];
    for (const file of new Set(gone.map(({ oomFile }) => oomFile))) {
      const kills = file ? this.#newKills(file) : 0;
      if (kills === 0) continue;
      const members = gone.filter(({ oomFile }) => oomFile === file);
      const killed = members.filter(({ endSignal }) => endSignal === 'SIGKILL');
      const unknown = members.filter(({ endSignal }) => endSignal === undefined);
      suspects.push(...killed, ...(killed.length < kills ? unknown : []));
    }
    return suspects;
  }

  #newKills(file: string): number {
    const known = this.#counts.get(file);
    const count = this.#count(file);
    if (known === undefined || count === undefined) return 0;
    this.#counts.set(file, count);
    return Math.max(0, count - known);
  }

  #count(file: string): number | undefined {
    const text = this.#read(file);
    return text === undefined ? undefined : parseOomKills(text);
  }
}
