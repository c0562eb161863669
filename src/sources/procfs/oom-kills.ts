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

  /** Whether the group has had a kill that nobody has claimed yet; claims it. */
  claim(file: string): boolean {
    const known = this.#counts.get(file);
    const count = this.#count(file);
    if (known === undefined || count === undefined || count <= known) return false;
    this.#counts.set(file, known + 1);
    return true;
  }

  #count(file: string): number | undefined {
    const text = this.#read(file);
    return text === undefined ? undefined : parseOomKills(text);
  }
}
