import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Value } from 'typebox/value';
import { ObserveReply, type ObserveRequest } from '../../src/protocol/observe-messages.ts';
import { cli } from './recorded.ts';

/** A recorder that waits for a program, as the editor starts it before a debug session. */
export interface Observer {
  /** What the program is to be given. */
  readonly env: Record<string, string>;
  readonly process: ChildProcess;
  /** Resolves once the trace has begun; rejects when the recorder ends before that. */
  readonly recording: Promise<void>;
  /** Resolves with the recorder's exit code. */
  readonly ended: Promise<number | null>;
  ask(request: ObserveRequest): void;
}

export async function observe(
  trace: string,
  env: Record<string, string> = {},
  whileWatched = 60,
): Promise<Observer> {
  const options = ['observe', '--trace', trace, '--while-watched', String(whileWatched)];
  const recorder = spawn(process.execPath, [cli, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(recorder, 'close').then(([code]: (number | null)[]) => code ?? null);
  const lines = createInterface({ input: recorder.stdout })[Symbol.asyncIterator]();
  const reply = async (): Promise<ObserveReply> =>
    Value.Parse(ObserveReply, JSON.parse((await lines.next()).value ?? 'null'));
  const ask = (request: ObserveRequest) => recorder.stdin.write(`${JSON.stringify(request)}\n`);
  ask({ type: 'prepare', command: ['debugged.py'], cwd: process.cwd(), env });
  const prepared = await reply();
  if (prepared.type !== 'prepared') throw new Error(`a recorder that is ${prepared.type}`);
  const recording = reply().then(() => undefined);
  recording.catch(() => undefined);
  return { env: prepared.env, process: recorder, recording, ended, ask };
}
