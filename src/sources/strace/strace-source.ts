import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessRef } from '../../model/process-event.ts';
import { UserError } from '../../model/user-error.ts';
import type { EmitEvent, EventSource } from '../event-source.ts';
import { LineSplitter } from '../probe/line-splitter.ts';
import type { SessionClock } from '../session-clock.ts';
import { parseStraceLine } from './strace-line.ts';
import { StraceTranslation } from './strace-translation.ts';

const INTERVAL_MS = 25;
const CHUNK_BYTES = 64 * 1024;
const MAX_LINE_LENGTH = 2 ** 20;
/** A tracer that has written nothing for this long has nothing more to say of an ended root, in ms. */
const QUIET_MS = 200;

/** Longest argument that is kept whole, in bytes. */
const MAX_ARGUMENT = 4_096;

/**
 * The user's opt-in where there are no kernel events: the program runs under `strace`, which sees every
 * process and the exact intervals of `wait4`, and slows it down.
 */
export class StraceSource implements EventSource {
  readonly name = 'strace';
  readonly #file: string;
  readonly #clock: SessionClock;
  readonly #emit: EmitEvent;
  readonly #lines = new LineSplitter(MAX_LINE_LENGTH);
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  readonly #wallEpochUs: number;
  readonly #seccomp: boolean;
  #fd: number | undefined;
  #offset = 0;
  #timer: NodeJS.Timeout | undefined;
  #translation: StraceTranslation | undefined;

  /**
   * @param file that strace is to write to; in a private directory.
   * @throws {UserError} `capture-unavailable` when strace is missing or may not trace here.
   */
  constructor(file: string, clock: SessionClock, emit: EmitEvent) {
    this.#file = file;
    this.#clock = clock;
    this.#emit = emit;
    this.#seccomp = tryStrace(['--seccomp-bpf']) === undefined;
    const refusal = this.#seccomp ? undefined : tryStrace([]);
    if (refusal !== undefined) throw new UserError('capture-unavailable', refusal);
    const wallUs = (performance.timeOrigin + performance.now()) * 1_000;
    this.#wallEpochUs = Math.round(wallUs) - clock.nowUs();
  }

  /**
   * What to put in front of the command. The tracer is the program's grandchild, so that the program
   * is still the recorder's own child.
   */
  get wrapper(): [string, ...string[]] {
    const seccomp = this.#seccomp ? ['--seccomp-bpf'] : [];
    const what = ['-e', 'trace=%process', '-e', 'signal=none'];
    const how = ['-D', '-f', '-q', '-ttt', '-T', '-s', String(MAX_ARGUMENT)];
    return ['strace', ...how, ...seccomp, ...what, '-o', this.#file, '--'];
  }

  async start(): Promise<void> {
    closeSync(openSync(this.#file, 'wx', 0o600));
    this.#fd = openSync(this.#file, 'r');
    this.#emit({
      type: 'source',
      tUs: this.#clock.nowUs(),
      source: 'strace',
      evidence: 'reported',
      about: 'strace',
      status: 'active',
      message: 'The program ran under strace, which slows it down.',
    });
    this.#timer = setInterval(() => this.#read(), INTERVAL_MS);
  }

  /** The first process noticed is the root; what it starts is found in strace's own words. */
  notice(process: ProcessRef): void {
    this.#translation ??= new StraceTranslation(process, (us) => us - this.#wallEpochUs);
  }

  /** Reads on until the root's end has been read; of a root that was killed strace may not tell. */
  async flush(): Promise<void> {
    this.#read();
    for (let quietMs = 0; quietMs < QUIET_MS; quietMs += INTERVAL_MS) {
      if (this.#translation?.rootEnded === true) return;
      await delay(INTERVAL_MS);
      if (this.#read()) quietMs = 0;
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Reads what has been written since; whether there was any. */
  #read(): boolean {
    const translation = this.#translation;
    if (this.#fd === undefined || translation === undefined) return false;
    const from = this.#offset;
    for (;;) {
      const read = readSync(this.#fd, this.#chunk, 0, CHUNK_BYTES, this.#offset);
      if (read === 0) break;
      this.#offset += read;
      for (const text of this.#lines.push(this.#chunk.subarray(0, read)) ?? []) {
        const line = parseStraceLine(text);
        if (line !== undefined) for (const event of translation.translate(line)) this.#emit(event);
      }
    }
    for (const event of translation.flush(this.#clock.nowUs())) this.#emit(event);
    return this.#offset > from;
  }
}

/** Traces a program that does nothing; why that cannot be done, or undefined. */
function tryStrace(options: readonly string[]): string | undefined {
  const args = [...options, '-f', '-q', '-o', '/dev/null', '-e', 'trace=%process', 'true'];
  const { error, status, stderr } = spawnSync('strace', args, { encoding: 'utf8' });
  if (error !== undefined) {
    return 'strace is not installed; install it, or choose another capture.';
  }
  if (status === 0) return undefined;
  const why = stderr.trim().split('\n')[0] ?? '';
  return `strace may not trace processes here (${why}); allow ptrace, or choose another capture.`;
}
