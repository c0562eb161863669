import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Compile } from 'typebox/compile';
import { parseMessage } from '../../protocol/json-line.ts';
import { ObserveReply, type ObserveRequest } from '../../protocol/observe-messages.ts';
import { limitArguments } from '../limit-settings.ts';

/** How long a recorder goes on when no window looks, in seconds: longer than a reload takes. */
const WHILE_WATCHED_SECONDS = 60;
/** A debug session does not wait longer for its recorder, in ms. */
const PREPARED_WITHIN_MS = 3_000;

/** What is about to be debugged. */
export interface RecorderRequest {
  /** The built command, `cli.js`, lies here. */
  readonly dist: string;
  readonly traceFile: string;
  readonly command: string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/**
 * A recorder that was started before a debug session, and waits for its program. It is no child of
 * this window's once the program runs; before that, it goes with the window.
 */
export class DebugRecorder {
  readonly traceFile: string;
  /** Variables to start the program with. */
  readonly env: Readonly<Record<string, string>>;
  readonly #process: Recorder;
  readonly #recording: Promise<boolean>;
  #root: number | undefined;

  private constructor(traceFile: string, env: Record<string, string>, started: Started) {
    this.traceFile = traceFile;
    this.env = env;
    this.#process = started.process;
    this.#recording = this.#whenRecording(started.replies);
  }

  /** @throws with the recorder's own words when it cannot begin, or not in time. */
  static async start(request: RecorderRequest): Promise<DebugRecorder> {
    const started = startProcess(request);
    const { process: recorder, replies } = started;
    const late = setTimeout(() => recorder.kill(), PREPARED_WITHIN_MS);
    try {
      const { command, cwd, env } = request;
      ask(recorder, { type: 'prepare', command, cwd, env });
      const { value: reply } = await replies.next();
      if (reply?.type === 'prepared') {
        return new DebugRecorder(request.traceFile, reply.env, started);
      }
      throw new Error(started.said() || 'the recorder did not begin in time');
    } finally {
      clearTimeout(late);
    }
  }

  /** PID of the root, once it was named. */
  get root(): number | undefined {
    return this.#root;
  }

  /** Resolves with true once there is a trace; with false when there will be none. */
  get recording(): Promise<boolean> {
    return this.#recording;
  }

  /** The debugger has started the program, as this process. */
  setRoot(pid: number): void {
    if (this.#root !== undefined) return;
    this.#root = pid;
    ask(this.#process, { type: 'root', pid });
  }

  /** The program will not be started, or needs nobody any more who says who it is. */
  letGo(): void {
    this.#process.stdin.end();
  }

  async #whenRecording(replies: AsyncIterator<ObserveReply>): Promise<boolean> {
    const { value: reply } = await replies.next();
    this.letGo();
    this.#process.stdout.destroy();
    this.#process.stderr.destroy();
    this.#process.unref();
    return reply?.type === 'recording';
  }
}

type Recorder = ChildProcessByStdio<Writable, Readable, Readable>;

interface Started {
  readonly process: Recorder;
  readonly replies: AsyncIterator<ObserveReply, undefined>;
  /** What it has said on standard error. */
  said(): string;
}

function startProcess({ dist, traceFile }: RecorderRequest): Started {
  const watched = ['--while-watched', String(WHILE_WATCHED_SECONDS)];
  const options = [...watched, ...limitArguments(), '--trace', traceFile];
  const recorder = spawn(process.execPath, [join(dist, 'cli.js'), 'observe', ...options], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let said = '';
  recorder.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  recorder.on('error', (error) => {
    said += error.message;
  });
  recorder.stdin.on('error', () => undefined);
  return { process: recorder, replies: readReplies(recorder), said: () => said.trim() };
}

/** Ends with the recorder, or with its standard output. */
async function* readReplies(recorder: Recorder): AsyncGenerator<ObserveReply, undefined> {
  const validator = Compile(ObserveReply);
  const lines = createInterface({ input: recorder.stdout });
  recorder.on('close', () => lines.close());
  for await (const line of lines) {
    const reply = parseMessage(line, validator);
    if (reply !== undefined) yield reply;
  }
  return undefined;
}

function ask(recorder: Recorder, request: ObserveRequest): void {
  if (recorder.stdin.writable) recorder.stdin.write(`${JSON.stringify(request)}\n`);
}
