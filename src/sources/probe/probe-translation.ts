/** Turns what one probe says into events. Pure: sockets and clocks are the channel's business. */
import { assertUnreachable } from '../../model/assert-unreachable.ts';
import type { Birth, ProcessEvent, ProcessRef, SessionEvent } from '../../model/process-event.ts';
import type { ProbeHello, ProbeMessage, StartFields } from '../../protocol/probe-messages.ts';
import { exitFromRuntimeCode } from '../wait-status.ts';
import type { OutputBudget } from './output-budget.ts';
import { type OutputLine, OutputLines } from './output-lines.ts';

/** What a probe says after its `hello`. */
export type ProbeStatement = Exclude<
  ProbeMessage,
  { ev: 'hello' | 'unsupported' | 'stack-thread' | 'stack' }
>;

export interface TranslationContext {
  /** Number of this connection within the session: waits are numbered anew after an exec. */
  readonly connection: number;
  readonly hello: ProbeHello;
  readonly birth: Birth;
  /** Session µs of a probe's time stamp. */
  toSessionUs(probeUs: number): number;
  /** Lines of output that are kept, of this process and of all together. */
  readonly outputBudgets: readonly OutputBudget[];
}

/** One process's side of the conversation. */
export class ProbeTranslation {
  readonly process: ProcessRef;
  readonly #context: TranslationContext;
  readonly #calls = new Map<number, StartFields & { readonly tUs: number }>();
  readonly #children = new Map<number, Birth>();
  readonly #output: OutputLines;
  #exitCode: number | null = null;

  constructor(context: TranslationContext) {
    this.#context = context;
    this.#output = new OutputLines(context.outputBudgets);
    this.process = { pid: context.hello.pid, birth: context.birth };
  }

  /** Exit code that the process said it would end with, null if it did not say. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  /** What the first line tells. A fork goes on with its parent's program: it has no command of its own. */
  greet(): SessionEvent[] {
    const { hello } = this.#context;
    const base = this.#base(hello.t);
    const { ppid, argv, cwd, thread } = hello;
    if (thread !== undefined) {
      const { id, name, file } = thread;
      const { process } = this;
      return [{ type: 'thread-began', ...base, process, thread: id, name, file }];
    }
    const events: SessionEvent[] = [
      {
        type: 'started',
        ...base,
        process: this.process,
        ppid,
        ...(hello.how === 'exec' && argv.length > 0 && { argv }),
        ...(cwd !== null && { cwd }),
      },
      {
        type: 'described',
        ...base,
        process: this.process,
        kind: hello.runtime,
        ...(hello.role === 'helper' && { role: 'helper' }),
        ...(hello.helper !== null && { name: hello.helper }),
      },
    ];
    if (hello.runtime === 'python' && hello.role !== 'helper') {
      // The probe of this release does; one without this note leaves it open.
      events.push({ type: 'noted', ...base, process: this.process, note: 'watches-exit-codes' });
    }
    return events;
  }

  translate(message: ProbeStatement): SessionEvent[] {
    const base = { ...this.#base(message.t), process: this.process };
    switch (message.ev) {
      case 'identity': {
        const parent = { pid: message.parent };
        return [{ type: 'described', ...base, parent, ...descriptionOf(message) }];
      }
      case 'start-begin':
        this.#calls.set(message.call, { ...message, tUs: base.tUs });
        return [];
      case 'start-end':
        return this.#childStarted(message.call, message.child, base.tUs);
      case 'start-failed':
        this.#calls.delete(message.call);
        return [{ type: 'start-failed', ...base, message: message.message, site: message.site }];
      case 'wait-begin': {
        const { cause, timeoutUs, site, child } = message;
        const target = child === null ? null : this.#childRef(child);
        const wait = this.#waitId(message.wait);
        return [{ type: 'wait-began', ...base, wait, cause, target, timeoutUs, site }];
      }
      case 'wait-end': {
        const wait = this.#waitId(message.wait);
        const { outcome, child } = message;
        const target = child === undefined ? {} : { target: this.#childRef(child) };
        return [{ type: 'wait-ended', ...base, wait, outcome, ...target }];
      }
      case 'detached': {
        const process = this.#childRef(message.child);
        return [{ type: 'described', ...base, process, detached: true }];
      }
      case 'block-begin': {
        const { reason, object, timeoutUs, site, thread } = message;
        const block = this.#waitId(message.block);
        const fields = {
          block,
          reason,
          object,
          timeoutUs,
          site,
          ...(thread !== null && { thread }),
        };
        return [{ type: 'block-began', ...base, ...fields }];
      }
      case 'block-end': {
        const block = this.#waitId(message.block);
        return [{ type: 'block-ended', ...base, block, outcome: message.outcome }];
      }
      case 'note': {
        const { note, child, text, count, site } = message;
        const about = child === undefined ? {} : { about: this.#childRef(child) };
        const fields = {
          ...(text !== undefined && { text }),
          ...(count !== undefined && { count }),
          ...(site !== undefined && { site }),
        };
        return [{ type: 'noted', ...base, note, ...about, ...fields }];
      }
      case 'out':
        return this.#output.write(message, base.tUs).map((line) => this.#line(line));
      case 'reaped': {
        const process = this.#childRef(message.child);
        this.#children.delete(message.child);
        return [{ type: 'reaped', ...base, process, exit: exitFromRuntimeCode(message.code) }];
      }
      case 'signal': {
        const { signal, cause, site } = message;
        const process = this.#childRef(message.child);
        return [{ type: 'signalled', ...base, process, by: this.process, signal, cause, site }];
      }
      case 'code-ended':
        // The code of a thread is not the program's.
        if (this.#context.hello.thread !== undefined) return [];
        return [{ type: 'code-ended', ...base, exception: message.exception }];
      case 'exiting':
        this.#exitCode = message.code;
        return [];
      case 'probe-error': {
        const { pid, runtime } = this.#context.hello;
        const what = `The ${runtime} probe in process ${pid} met an error in ${message.where}`;
        return [{ type: 'notice', ...stamp(base), message: `${what}: ${message.message}` }];
      }
      case 'dropped':
        return [{ type: 'lost', ...stamp(base), about: 'probe', count: message.count }];
      default:
        return assertUnreachable(message);
    }
  }

  #childStarted(call: number, child: number, endUs: number): SessionEvent[] {
    const begun = this.#calls.get(call);
    this.#calls.delete(call);
    const beginUs = begun?.tUs ?? endUs;
    const half = Math.ceil((endUs - beginUs) / 2);
    const birth: Birth = [beginUs + half, half];
    this.#children.set(child, birth);
    const base = { ...this.#base(0), tUs: endUs, process: { pid: child, birth } };
    const argv = begun?.argv;
    const events: ProcessEvent[] = [
      { type: 'started', ...base, parent: this.process, ...(argv !== undefined && { argv }) },
    ];
    if (begun !== undefined) {
      // A runtime's own start method makes processes of its kind; they may never speak for themselves.
      const kind = begun.method === null ? {} : { kind: this.#context.hello.runtime };
      events.push({ type: 'described', ...base, ...descriptionOf(begun), ...kind });
    }
    return events;
  }

  /** What is left to say once nothing more can come: unfinished lines, and a thread's end. */
  finish(tUs: number): SessionEvent[] {
    const events: SessionEvent[] = this.#output.finish(tUs).map((line) => this.#line(line));
    const { thread } = this.#context.hello;
    if (thread !== undefined) {
      const base = { tUs, source: 'probe', evidence: 'reported', process: this.process } as const;
      events.push({ type: 'thread-ended', ...base, thread: thread.id, code: this.#exitCode });
    }
    return events;
  }

  #line({ stream, text, tUs, skippedBytes }: OutputLine): SessionEvent {
    const base = { tUs, source: 'probe', evidence: 'reported', process: this.process } as const;
    const gap = skippedBytes === 0 ? {} : { skippedBytes };
    return { type: 'output', ...base, stream, text, ...gap };
  }

  #childRef(pid: number): ProcessRef {
    const birth = this.#children.get(pid);
    return birth === undefined ? { pid } : { pid, birth };
  }

  #waitId(wait: number): string {
    return `probe.${this.#context.connection}.${wait}`;
  }

  #base(probeUs: number) {
    const tUs = this.#context.toSessionUs(probeUs);
    return { tUs, source: 'probe', evidence: 'reported' } as const;
  }
}

function stamp<T extends { tUs: number }>({ tUs }: T) {
  return { tUs, source: 'probe', evidence: 'reported' } as const;
}

function descriptionOf(fields: StartFields) {
  const { name, daemon, className, target, method, api, args, role, detached, site } = fields;
  return {
    ...(name !== null && { name }),
    daemon,
    ...(className !== null && { className }),
    ...(target !== null && { target }),
    ...(method !== null && { method }),
    ...(api !== undefined && { api }),
    ...(args !== undefined && { args }),
    ...(role !== undefined && { role }),
    ...(detached !== undefined && { detached }),
    ...(site && { startSite: site }),
  };
}

/** Sentence for an interpreter that the probe does not work with. */
export function tooOldNotice(message: Extract<ProbeMessage, { ev: 'unsupported' }>): string {
  const runtime = message.runtime === 'python' ? 'Python' : 'Node';
  return (
    `${runtime} ${message.version} (process ${message.pid}) is too old for Forkscope's probe, which ` +
    `needs ${message.needs} or newer: its joins and daemons are not shown.`
  );
}
