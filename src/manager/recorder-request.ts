/** Requests to the recorder of a live session, each on a connection of its own. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ProcessRef, StackSeen } from '../model/process-event.ts';
import { UserError } from '../model/user-error.ts';
import {
  ControlReply,
  type ControlRequest,
  type LiveSession,
} from '../protocol/control-messages.ts';
import { parseMessage } from '../protocol/json-line.ts';
import type { StopMode, StopProgress, StopResult, StopTarget } from '../protocol/stop-report.ts';
import { LineSplitter } from '../sources/probe/line-splitter.ts';
import { readLiveFile } from './live-file.ts';

const MAX_REPLY_LENGTH = 2 ** 26;

/** Where a recorder listens, and what it wants to hear first. */
export type RecorderAddress = Pick<LiveSession, 'controlSocket' | 'token'>;

/** What follows a stop while it is under way. */
export interface StopWatch {
  onProgress?(progress: StopProgress): void;
  /** Aborted when no further signals are to be sent. */
  readonly cancel?: AbortSignal;
}

/**
 * Has processes of a live session ended; resolves with what is gone and what is left.
 * @throws {UserError} `session-gone` when no recorder is at work, `process-gone` when the session does
 * not know the process as living.
 */
export function requestStop(
  traceFile: string,
  target: StopTarget,
  mode: StopMode,
  { onProgress, cancel }: StopWatch = {},
): Promise<StopResult> {
  return ask<StopResult>(readLiveFile(traceFile), (token, id, { send, hear }) => {
    hear((reply) => {
      if (reply.type === 'stop-progress') onProgress?.(reply.progress);
      return reply.type === 'stop-ended' ? reply.result : undefined;
    });
    send({ type: 'stop', token, id, target, mode });
    const cancelNow = () => send({ type: 'cancel-stop', token, id });
    if (cancel?.aborted === true) cancelNow();
    else cancel?.addEventListener('abort', cancelNow, { once: true });
  });
}

/**
 * Has one signal sent to a process of a live session.
 * @throws {UserError} `session-gone`, `process-gone`, `not-permitted`.
 */
export async function requestSignal(
  traceFile: string,
  process: ProcessRef,
  signal: string,
): Promise<void> {
  await ask<true>(readLiveFile(traceFile), (token, id, { send, hear }) => {
    hear((reply) => (reply.type === 'signal-sent' ? true : undefined));
    send({ type: 'signal', token, id, process, signal });
  });
}

/**
 * Has the stacks of a process of a live session taken, of it and all below it, or of all (null). They
 * go into the trace, too. Resolves with what each process answered, or why it could not.
 * @param recorder of the session; undefined when none is at work.
 * @throws {UserError} `session-gone`.
 */
export function requestStacks(
  recorder: RecorderAddress | undefined,
  pid: number | null,
  tree: boolean,
): Promise<Static<typeof StackSeen>[]> {
  return ask(recorder, (token, id, { send, hear }) => {
    hear((reply) => (reply.type === 'stacks' ? reply.stacks : undefined));
    send({ type: 'stack', token, id, pid, tree });
  });
}

/**
 * Has a sentence for the user go into the trace of a live session.
 * @throws {UserError} `session-gone`.
 */
export async function requestNote(traceFile: string, message: string): Promise<void> {
  await ask<true>(readLiveFile(traceFile), (token, id, { send, hear }) => {
    hear((reply) => (reply.type === 'noted' ? true : undefined));
    send({ type: 'note', token, id, message });
  });
}

export function sessionGone(): UserError {
  return new UserError('session-gone', 'The session has ended already; there is nothing to stop.');
}

type Reply = Extract<ControlReply, { id: string }>;

interface Exchange<T> {
  send(request: ControlRequest): void;
  /** `take` is given every reply to this request; the first that is not undefined ends it. */
  hear(take: (reply: Reply) => T | undefined): void;
}

function ask<T>(
  recorder: RecorderAddress | undefined,
  begin: (token: string, id: string, exchange: Exchange<T>) => void,
): Promise<T> {
  if (recorder === undefined) return Promise.reject(sessionGone());
  const validator = Compile(ControlReply);
  const id = randomUUID();
  return new Promise((resolve, reject) => {
    const socket = connect(recorder.controlSocket);
    const lines = new LineSplitter(MAX_REPLY_LENGTH);
    let take: (reply: Reply) => T | undefined = () => undefined;
    socket.on('data', (chunk: Buffer) => {
      for (const line of lines.push(chunk) ?? []) {
        const reply = parseMessage(line, validator);
        if (reply === undefined || !('id' in reply) || reply.id !== id) continue;
        if (reply.type === 'refused') reject(new UserError('process-gone', reply.message));
        const answer = take(reply);
        if (answer !== undefined) resolve(answer);
        if (answer !== undefined || reply.type === 'refused') socket.end();
      }
    });
    // A recorder that was killed leaves its file behind and refuses: `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => reject(sessionGone()));
    begin(recorder.token, id, {
      send: (request) => {
        if (socket.writable) socket.write(`${JSON.stringify(request)}\n`);
      },
      hear: (next) => {
        take = next;
      },
    });
  });
}
