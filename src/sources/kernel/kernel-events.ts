import { closeSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { assertUnreachable } from '../../model/assert-unreachable.ts';
import type { ProcessRef } from '../../model/process-event.ts';
import { messageOf } from '../../model/user-error.ts';
import type { EmitEvent, EventSource } from '../event-source.ts';
import type { SessionClock } from '../session-clock.ts';
import type { WorkerReport, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** Bound for what takes a few ms: a thread that does not come up must not keep the program waiting. */
const START_WITHIN_MS = 5_000;
/** Time for the kernel to tell the ends of processes that are gone, in ms. */
const FINISH_WITHIN_MS = 1_000;
/** Time for the thread to find its own way out, in ms. */
const END_WITHIN_MS = 1_000;
/**
 * Room for the thread's young objects, in MiB. While they are collected, which takes 1 ms, commands come
 * and go unread: the more room, the less often that is.
 */
const YOUNG_MIB = 48;
/** What eventfd(2) takes: a count. */
const ONE = Buffer.from(new BigUint64Array([1n]).buffer);

export interface KernelEventsOptions {
  readonly clock: SessionClock;
  readonly emit: EmitEvent;
  /** The built thread, `kernel-worker.js`. */
  readonly workerFile: string;
}

/**
 * Every fork, exec and exit of the session's processes, as the Linux kernel tells them, however short
 * they live. It must have started before the root is launched.
 */
export class KernelEvents implements EventSource {
  readonly name = 'kernel';
  readonly #options: KernelEventsOptions;
  #worker: Worker | undefined;
  /** Resolves when the thread has gone. */
  #exited: Promise<void> = Promise.resolve();
  #wakeFd: number | undefined;
  #reason: string | undefined;
  #rootIsKnown = false;
  /** Resolves what waits for the thread's next answer. */
  #answered: (() => void) | undefined;

  constructor(options: KernelEventsOptions) {
    this.#options = options;
  }

  /** Why there are no kernel events here, one sentence; undefined while there are. */
  get unavailable(): string | undefined {
    return this.#reason;
  }

  async start(): Promise<void> {
    if (process.platform !== 'linux') {
      this.#giveUp('Only Linux tells of every process; short-lived ones may be missing here.');
      return;
    }
    const { clock, workerFile } = this.#options;
    const workerData: WorkerStart = { epochUs: clock.epochUs, recorderPid: process.pid };
    const worker = new Worker(workerFile, {
      workerData,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    this.#worker = worker;
    worker.on('message', (report: WorkerReport) => this.#take(report));
    worker.on('error', (error) => this.#giveUp(`The kernel listener failed: ${messageOf(error)}.`));
    this.#exited = new Promise((resolve) => worker.on('exit', () => resolve()));
    worker.on('exit', () => this.#answered?.());
    await this.#answer(START_WITHIN_MS);
    if (this.#wakeFd !== undefined || this.#reason !== undefined) return;
    this.#giveUp('The kernel listener did not start in time.');
    await worker.terminate();
  }

  /** The first process noticed is the root, the recorder's own child. */
  notice(process: ProcessRef): void {
    this.#ask({ type: this.#rootIsKnown ? 'follow' : 'root', process });
    this.#rootIsKnown = true;
  }

  /** Takes in all that has happened until now. */
  async flush(): Promise<void> {
    if (this.#wakeFd === undefined) return;
    this.#ask({ type: 'finish', withinMs: FINISH_WITHIN_MS });
    await this.#answer(2 * FINISH_WITHIN_MS);
  }

  dispose(): void {
    this.#ask({ type: 'stop' });
    this.#wakeFd = undefined;
    this.#worker?.removeAllListeners('message');
    this.#worker?.unref();
  }

  /**
   * What the thread had loaded cleans up on its way out: whoever closes descriptors that are not his
   * own waits for that.
   */
  async ended(): Promise<void> {
    this.#worker?.ref();
    const late = setTimeout(() => void this.#worker?.terminate(), END_WITHIN_MS);
    await this.#exited;
    clearTimeout(late);
  }

  #take(report: WorkerReport): void {
    switch (report.type) {
      case 'events':
        for (const event of report.events) this.#options.emit(event);
        return;
      case 'active':
        this.#wakeFd = report.wakeFd;
        this.#worker?.once('exit', () => closeSync(report.wakeFd));
        this.#sayStatus('active', null);
        this.#answered?.();
        return;
      case 'unavailable':
        this.#giveUp(report.reason);
        return;
      case 'finished':
        this.#answered?.();
        return;
      default:
        assertUnreachable(report);
    }
  }

  #ask(request: WorkerRequest): void {
    if (this.#wakeFd === undefined) return;
    this.#worker?.postMessage(request);
    writeSync(this.#wakeFd, ONE);
  }

  /** Waits for the thread's next answer, or its end. */
  async #answer(withinMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#answered = () => {
        this.#answered = undefined;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #giveUp(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#sayStatus(this.#wakeFd === undefined ? 'unavailable' : 'ended', reason);
    this.#wakeFd = undefined;
    this.#answered?.();
  }

  #sayStatus(status: 'active' | 'unavailable' | 'ended', message: string | null): void {
    const tUs = this.#options.clock.nowUs();
    const base = { tUs, source: this.name, evidence: 'reported' } as const;
    this.#options.emit({ type: 'source', ...base, about: this.name, status, message });
  }
}
