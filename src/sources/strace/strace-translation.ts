/** Turns strace's lines into events. Pure: files and processes are the source's business. */
import type { Birth, ExitStatus, ProcessEvent, ProcessRef } from '../../model/process-event.ts';
import { argvOfExec, type CallLine, type StraceLine } from './strace-line.ts';
import { parseWaitCall, WAIT_CALLS, waitTarget } from './wait-call.ts';

const FORK_CALLS: ReadonlySet<string> = new Set(['clone', 'clone3', 'fork', 'vfork']);
const EXEC_CALLS: ReadonlySet<string> = new Set(['execve', 'execveat']);

/** A wait of which it is not yet said whether it polls is told when it has lasted this long. */
const POLL_US = 1_000;

interface BegunCall {
  readonly name: string;
  readonly args: string;
  readonly tUs: number;
  /** Id of the wait that has been told of it. */
  wait: string | undefined;
}

interface TracedProcess {
  readonly ref: ProcessRef;
  waits: number;
}

/** Holds what must be remembered from line to line. */
export class StraceTranslation {
  readonly #toSessionUs: (wallUs: number) => number;
  readonly #processes = new Map<number, TracedProcess>();
  /** Threads that are no main threads, and their process's PID. */
  readonly #threads = new Map<number, number>();
  readonly #begun = new Map<number, BegunCall>();
  readonly #rootPid: number;
  #rootEnded = false;

  /** @param toSessionUs from wall-clock µs since 1970. */
  constructor(root: ProcessRef, toSessionUs: (wallUs: number) => number) {
    this.#toSessionUs = toSessionUs;
    this.#rootPid = root.pid;
    this.#processes.set(root.pid, { ref: root, waits: 0 });
  }

  /** Whether the root's end has been read. */
  get rootEnded(): boolean {
    return this.#rootEnded;
  }

  translate(line: StraceLine): ProcessEvent[] {
    const tUs = this.#toSessionUs(line.wallUs);
    if (line.kind !== 'call') return this.#ended(line.tid, tUs, exitOf(line.status));
    if (line.part === 'begun') {
      this.#begun.set(line.tid, { name: line.name, args: line.args, tUs, wait: undefined });
      return this.#processOf(line.tid, tUs).events;
    }
    const begun = line.part === 'resumed' ? this.#begun.get(line.tid) : undefined;
    this.#begun.delete(line.tid);
    const { process, events } = this.#processOf(line.tid, tUs);
    return [...events, ...this.#finished(line, begun, process, tUs)];
  }

  /** Tells of waits that have lasted until `nowUs`. */
  flush(nowUs: number): ProcessEvent[] {
    const events: ProcessEvent[] = [];
    for (const [tid, call] of this.#begun) {
      if (!WAIT_CALLS.has(call.name) || call.wait !== undefined || nowUs - call.tUs < POLL_US) {
        continue;
      }
      const { process } = this.#processOf(tid, call.tUs);
      events.push(this.#waitBegan(process, call));
    }
    return events;
  }

  #finished(
    line: CallLine,
    begun: BegunCall | undefined,
    process: TracedProcess,
    lineUs: number,
  ): ProcessEvent[] {
    const args = (begun?.args ?? '') + line.args;
    const startUs = begun?.tUs ?? lineUs;
    const endUs = begun === undefined ? lineUs + (line.tookUs ?? 0) : lineUs;
    const { name, result } = line;
    if (FORK_CALLS.has(name) && result !== null && result > 0) {
      return this.#forked(process, result, args, startUs, endUs);
    }
    if (EXEC_CALLS.has(name) && result === 0) {
      return [{ type: 'exec', ...this.#base(endUs), process: process.ref, argv: argvOfExec(args) }];
    }
    if (WAIT_CALLS.has(name))
      return this.#waited(process, name, args, result, begun, startUs, endUs);
    return [];
  }

  #forked(
    parent: TracedProcess,
    child: number,
    args: string,
    startUs: number,
    endUs: number,
  ): ProcessEvent[] {
    if (/\bCLONE_THREAD\b/.test(args)) {
      this.#threads.set(child, parent.ref.pid);
      return [];
    }
    const known = this.#processes.get(child);
    const half = Math.ceil((endUs - startUs) / 2);
    const birth: Birth = [startUs + half, half];
    const ref: ProcessRef = known?.ref ?? { pid: child, birth };
    if (known === undefined) this.#processes.set(child, { ref, waits: 0 });
    const { pid } = parent.ref;
    // CLONE_PARENT makes a sibling: the parent is not the one that calls.
    const ppid = /\bCLONE_PARENT\b/.test(args) ? {} : { ppid: pid, parent: parent.ref };
    return [{ type: 'started', ...this.#base(endUs), process: ref, ...ppid }];
  }

  #waited(
    process: TracedProcess,
    name: string,
    args: string,
    result: number | null,
    begun: BegunCall | undefined,
    startUs: number,
    endUs: number,
  ): ProcessEvent[] {
    const call = parseWaitCall(name, args, result);
    const events: ProcessEvent[] = [];
    let wait = begun?.wait;
    if (wait === undefined && !call.polls) {
      const told: BegunCall = { name, args, tUs: startUs, wait: undefined };
      events.push(this.#waitBegan(process, told));
      wait = told.wait;
    }
    if (wait !== undefined) {
      const outcome = call.reaped === null ? 'interrupted' : 'ended';
      events.push({
        type: 'wait-ended',
        ...this.#base(endUs),
        process: process.ref,
        wait,
        outcome,
      });
    }
    if (call.reaped !== null) {
      const { pid, exit } = call.reaped;
      const child = this.#processes.get(pid)?.ref ?? { pid };
      this.#processes.delete(pid);
      events.push({ type: 'reaped', ...this.#base(endUs), process: child, exit });
    }
    return events;
  }

  #waitBegan(process: TracedProcess, call: BegunCall): ProcessEvent {
    process.waits += 1;
    call.wait = `strace.${process.waits}`;
    const target = waitTarget(call.name, call.args);
    return {
      type: 'wait-began',
      ...this.#base(call.tUs),
      process: process.ref,
      wait: call.wait,
      cause: 'waitpid',
      target: target === null ? null : (this.#processes.get(target)?.ref ?? { pid: target }),
      timeoutUs: null,
      site: null,
    };
  }

  #ended(tid: number, tUs: number, exit: ExitStatus): ProcessEvent[] {
    this.#begun.delete(tid);
    if (this.#threads.delete(tid)) return [];
    const { process, events } = this.#processOf(tid, tUs);
    if (tid === this.#rootPid) this.#rootEnded = true;
    return [...events, { type: 'ended', ...this.#base(tUs), process: process.ref, exit }];
  }

  /** The process of a thread; a child may speak before its parent's call has returned. */
  #processOf(tid: number, tUs: number): { process: TracedProcess; events: ProcessEvent[] } {
    const pid = this.#threads.get(tid) ?? tid;
    const known = this.#processes.get(pid);
    if (known !== undefined) return { process: known, events: [] };
    const forks = [...this.#begun.values()].filter(({ name }) => FORK_CALLS.has(name));
    const earliest = Math.min(tUs, ...forks.map((call) => call.tUs));
    const half = Math.ceil((tUs - earliest) / 2);
    const process: TracedProcess = { ref: { pid, birth: [earliest + half, half] }, waits: 0 };
    this.#processes.set(pid, process);
    return {
      process,
      events: [{ type: 'started', ...this.#base(tUs), process: process.ref }],
    };
  }

  #base(tUs: number) {
    return { tUs, source: 'strace', evidence: 'kernel' } as const;
  }
}

function exitOf(status: number | string): ExitStatus {
  return typeof status === 'number' ? { code: status } : { signal: status };
}
