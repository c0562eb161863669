import { readText } from '../procfs/proc-files.ts';
import type { Koffi } from './koffi.ts';
import type { LibC } from './libc.ts';
import type { KernelExec } from './netlink-messages.ts';
import type { ExecName } from './perf-records.ts';
import { PerfRing } from './perf-ring.ts';

/**
 * On more CPUs than these it is not worth it: each new process pays for each of them, and with so
 * many there is one free to read command lines in time.
 */
const MOST_CPUS = 16;
/** Processes whose names are kept until their exec has its turn. */
const MOST_KEPT = 4_096;

interface NameRing {
  read(): readonly ExecName[];
  close(): void;
}

/**
 * The names of all programs that come from the recorder, told by the kernel's performance events as
 * each is executed. A name is all that they tell, but of every one, however short it lives. Systems
 * whose `kernel.perf_event_paranoid` is above 2 keep them for the superuser.
 */
export class ExecNames {
  readonly #rings: readonly NameRing[];
  readonly #kept = new Map<number, ExecName[]>();

  constructor(rings: readonly NameRing[]) {
    this.#rings = rings;
  }

  /** @returns undefined where there are none to be had. */
  static open(libc: LibC, koffi: Koffi, recorderPid: number): ExecNames | undefined {
    const cpus = parseCpuList(readText('/sys/devices/system/cpu/online') ?? '');
    if (cpus.length === 0 || cpus.length > MOST_CPUS) return undefined;
    const rings: PerfRing[] = [];
    try {
      for (const cpu of cpus) rings.push(new PerfRing(libc, koffi, recorderPid, cpu));
      return new ExecNames(rings);
    } catch {
      for (const ring of rings) ring.close();
      return undefined;
    }
  }

  /** The name of the program that a process became by this exec; once. */
  take({ pid, monotonicUs }: Pick<KernelExec, 'pid' | 'monotonicUs'>): string | undefined {
    this.#read();
    const names = this.#kept.get(pid);
    if (names === undefined) return undefined;
    // The name is given in the middle of the exec, the exec is told of at its end.
    const [earlier, later] = partition(names, (each) => each.monotonicUs <= monotonicUs);
    if (later.length > 0) this.#kept.set(pid, later);
    else this.#kept.delete(pid);
    // A process that has moved to another CPU has told of itself in another ring.
    return earlier.sort((a, b) => a.monotonicUs - b.monotonicUs).at(-1)?.name;
  }

  close(): void {
    for (const ring of this.#rings) ring.close();
  }

  #read(): void {
    for (const ring of this.#rings) {
      for (const name of ring.read()) {
        const names = this.#kept.get(name.pid);
        if (names === undefined) this.#kept.set(name.pid, [name]);
        else names.push(name);
      }
    }
    for (const pid of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(pid);
    }
  }
}

function partition<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

/** The numbers in a list of the kernel's, such as `0-3,6`. */
export function parseCpuList(text: string): number[] {
  return text
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = Number.NaN, last = first] = part.split('-').map(Number);
      return Array.from({ length: Math.max(0, last - first + 1) || 0 }, (_, i) => first + i);
    });
}
