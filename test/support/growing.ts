/** Sessions that are looked at while they are recorded, so that a test can wait for what they show. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reduceSession, type SessionModel } from '../../src/model/session-model.ts';
import { type SessionReport, sessionReport } from '../../src/protocol/session-report.ts';
import { readTrace } from '../../src/trace/read-trace.ts';
import { cli, temporaryFolder } from './recorded.ts';

const LOOK_MS = 50;
/** Long enough for a machine under load; a session that does not get there is given up. */
const GIVE_UP_MS = 25_000;

export interface GrowingSettings {
  /** Options of `forkscope run`. */
  readonly options?: readonly string[];
  /** Put the recorder on a terminal of its own. */
  readonly terminal?: boolean;
}

export class GrowingSession {
  readonly #folder = temporaryFolder();
  readonly #trace = join(this.#folder.path, 'session.forkscope');
  readonly #recorder: ChildProcess;
  readonly #ended: Promise<unknown>;
  #stderr = '';

  constructor(
    command: readonly string[],
    { options = [], terminal = false }: GrowingSettings = {},
  ) {
    const recorder = [process.execPath, cli, 'run', '--trace', this.#trace, ...options, '--'];
    const onTerminal = terminal ? ['python3', 'test/programs/python/on_terminal.py'] : [];
    const [file = '', ...args] = [...onTerminal, ...recorder, ...command];
    this.#recorder = spawn(file, args, { stdio: ['pipe', 'ignore', 'pipe'] });
    this.#recorder.stdin?.on('error', () => undefined);
    this.#recorder.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    // Not `close`: a process that is left over may hold the streams.
    this.#ended = once(this.#recorder, 'exit');
  }

  /** Waits until `find` finds something in the session so far. */
  async until<T>(what: string, find: (model: SessionModel) => T | undefined | false): Promise<T> {
    const giveUpAt = Date.now() + GIVE_UP_MS;
    for (;;) {
      const model = await this.#model();
      const found = model === undefined ? undefined : find(model);
      if (found !== undefined && found !== false) return found;
      if (Date.now() > giveUpAt || (model === undefined && this.#recorder.exitCode !== null)) {
        throw new Error(`not seen: ${what}\n${picture(model)}\n${this.#stderr}`);
      }
      await delay(LOOK_MS);
    }
  }

  /** The session's clock now. */
  nowUs({ header }: SessionModel): number {
    return Number(process.hrtime.bigint() / 1_000n) - header.clockEpochUs;
  }

  /** Lets the program go on: its standard input ends. */
  release(): void {
    this.#recorder.stdin?.end();
  }

  /** Waits for the recorder's end, and gives the whole session. */
  async report(): Promise<SessionReport> {
    await this.#ended;
    const model = await this.#model();
    if (model === undefined) throw new Error('nothing was recorded');
    return sessionReport(model);
  }

  /** Ends what still runs, and removes the trace. */
  async dispose(): Promise<void> {
    this.release();
    for (let tries = 0; this.#recorder.exitCode === null && tries < 100; tries += 1) {
      for (const { pid, endUs } of (await this.#model())?.processes() ?? []) {
        if (endUs === null) kill(pid);
      }
      await Promise.race([this.#ended, delay(LOOK_MS)]);
    }
    this.#recorder.kill('SIGKILL');
    this.#recorder.stderr?.destroy();
    for (const { pid, endUs } of (await this.#model())?.processes() ?? []) {
      if (endUs === null) kill(pid);
    }
    this.#folder.remove();
  }

  async #model(): Promise<SessionModel | undefined> {
    if (!existsSync(this.#trace)) return undefined;
    try {
      const { header, events } = await readTrace(this.#trace);
      return reduceSession(header, events);
    } catch {
      return undefined;
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in between.
  }
}

function picture(model: SessionModel | undefined): string {
  const lines = model?.processes().map((process) => {
    const { id, parent, name, state, reason, intervals } = process;
    const history = intervals.slice(-5).map((each) => each.reason ?? each.state);
    return `${id} of ${parent} ${name}: ${state} ${reason ?? ''} (${history.join(', ')})`;
  });
  return lines?.join('\n') ?? 'no session';
}
