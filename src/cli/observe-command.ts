import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Compile } from 'typebox/compile';
import { type HostedRecording, Recording } from '../manager/recording.ts';
import { parseMessage } from '../protocol/json-line.ts';
import { type ObserveReply, ObserveRequest } from '../protocol/observe-messages.ts';
import { compressLater } from './compress-later.ts';
import { installedVersion, kernelWorkerFile, probesPath } from './installation.ts';
import { type LimitOptions, limitsOf } from './limit-options.ts';
import { unwatched } from './unwatched.ts';

export interface ObserveOptions extends LimitOptions {
  readonly trace: string;
  /** End when no window has looked for this long, in seconds. */
  readonly whileWatched: number;
  /** Number of the signal by which Python processes are asked for stacks; null for none. */
  readonly stackSignal: number | null;
}

/**
 * `forkscope observe`, which the editor starts before a debug session: prepares a recording, says with
 * which environment the debugger is to start the program, and is told the program's process when there
 * is one. It ends with all processes of the session; when whoever started it goes before there is any;
 * and, like `attach`, when it is released or no window looks any more.
 */
export async function observeCommand(options: ObserveOptions): Promise<void> {
  // The editor may be gone before it is replied to.
  process.stdout.on('error', () => undefined);
  const requests = readRequests();
  const { value: first } = await requests.next();
  if (first?.type !== 'prepare') return;
  const hosted = await Recording.host({
    command: first.command,
    cwd: first.cwd,
    env: first.env,
    traceFile: options.trace,
    probesPath: probesPath(),
    version: installedVersion(),
    sampler: 'auto',
    capture: 'auto',
    kernelWorkerFile: kernelWorkerFile(),
    stackSignal: options.stackSignal,
    limits: limitsOf(options),
  });
  const { recording } = hosted;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => recording.release());
  }
  reply({ type: 'prepared', env: changes(first.env, hosted.env) });
  const released = once(recording.released, 'abort').then(() => false);
  const known = hosted.known.then(() => true);
  if (await Promise.race([known, listen(hosted, requests), released])) {
    reply({ type: 'recording' });
    const ended = recording.rootEnded.then(() => recording.allEnded(Number.POSITIVE_INFINITY));
    await Promise.race([ended, released, unwatched(recording, options.whileWatched)]);
  }
  await recording.close();
  compressLater(options.trace);
  // What is left over lives on, and with it what waits for its end.
  process.exit(0);
}

/** Hands on who the root is; resolves with false when nobody is left who could say. */
async function listen(
  hosted: HostedRecording,
  requests: AsyncIterable<ObserveRequest>,
): Promise<boolean> {
  for await (const request of requests) {
    if (request.type === 'root') hosted.setRoot(request.pid);
  }
  return false;
}

/** What `given` has beyond `own`, or otherwise. */
function changes(own: Record<string, string>, given: NodeJS.ProcessEnv): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && own[name] !== value) changed[name] = value;
  }
  return changed;
}

function reply(message: ObserveReply): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** The requests on standard input, one a line; what is none is passed over. */
async function* readRequests(): AsyncGenerator<ObserveRequest> {
  const validator = Compile(ObserveRequest);
  for await (const line of createInterface({ input: process.stdin })) {
    const request = parseMessage(line, validator);
    if (request !== undefined) yield request;
  }
}
