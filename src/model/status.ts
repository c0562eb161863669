/**
 * What a process does or how it ended, in the few words that tree, panel and command line show beside
 * its name.
 */
import { assertUnreachable } from './assert-unreachable.ts';
import type { BlockedReason } from './process-event.ts';
import type { ProcessView, WaitView } from './views.ts';

/** Translates a message with `{0}`, `{1}`, … for its arguments; `vscode.l10n.t` is one. */
export type Translate = (message: string, ...args: string[]) => string;

/** Puts the arguments into the English message itself. */
export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index) => args[Number(index)] ?? whole);

/** How a status is to be drawn; each has its own icon, so that colour is never the only sign. */
export type Tone = 'running' | 'waiting' | 'blocked' | 'quiet' | 'failed' | 'daemon' | 'zombie';

export interface Status {
  readonly tone: Tone;
  readonly text: string;
}

/**
 * Status of `process`. `openWait` is the wait it is in, if any, and `nameOf` gives the name of the
 * process waited for.
 */
export function statusOf(
  process: ProcessView,
  openWait: WaitView | undefined,
  nameOf: (id: string) => string,
  t: Translate = english,
): Status {
  if (process.state === 'zombie') return { tone: 'zombie', text: t('zombie') };
  if (process.endUs !== null) return endedStatus(process, t);
  if (process.leftOver) return { tone: 'failed', text: t('left over, still alive') };
  const status = aliveStatus(process, openWait, nameOf, t);
  return process.orphan ? { ...status, text: t('orphan, {0}', status.text) } : status;
}

function endedStatus(process: ProcessView, t: Translate): Status {
  const { exit, endCause } = process;
  switch (endCause) {
    case 'daemon-terminated':
      return { tone: 'daemon', text: t('daemon, terminated by main') };
    case 'terminated':
      return { tone: 'quiet', text: t('terminated ({0})', exitText(process)) };
    case 'killed':
      return { tone: 'failed', text: t('killed ({0})', exitText(process)) };
    case 'stopped':
      return { tone: 'quiet', text: t('stopped by the user ({0})', exitText(process)) };
    default:
      if (exit === null) return { tone: 'quiet', text: t('ended') };
      if ('signal' in exit) return { tone: 'failed', text: exit.signal };
      return exit.code === 0
        ? { tone: 'quiet', text: t('ended 0') }
        : { tone: 'failed', text: t('failed {0}', String(exit.code)) };
  }
}

function aliveStatus(
  process: ProcessView,
  wait: WaitView | undefined,
  nameOf: (id: string) => string,
  t: Translate,
): Status {
  if (wait !== undefined) {
    const text =
      wait.target === null ? t('waits for any child') : t('waits for {0}', nameOf(wait.target));
    return { tone: 'waiting', text };
  }
  switch (process.state) {
    case 'blocked':
      return { tone: 'blocked', text: blockedText(process.reason, t) };
    case 'running':
      return { tone: 'running', text: t('running') };
    case 'ready':
      return { tone: 'running', text: t('ready') };
    case 'stopped':
      return { tone: 'blocked', text: t('stopped') };
    default:
      return { tone: 'running', text: t('alive') };
  }
}

/** `0`, `1`, `SIGTERM`; `?` where nobody saw it. */
export function exitText({ exit }: Pick<ProcessView, 'exit'>): string {
  if (exit === null) return '?';
  return 'signal' in exit ? exit.signal : String(exit.code);
}

export function blockedText(reason: BlockedReason | null, t: Translate = english): string {
  switch (reason) {
    case null:
      return t('blocked');
    case 'sleep':
      return t('sleeping');
    case 'sleep-or-timed-wait':
      return t('sleep or timed wait');
    case 'input':
      return t('blocked: input');
    case 'output':
      return t('blocked: the terminal takes no output');
    case 'lock':
      return t('blocked: lock');
    case 'lock-or-thread':
      return t('blocked: lock or thread');
    case 'thread':
      return t('waits for a thread');
    case 'queue':
      return t('blocked: queue');
    case 'pipe':
      return t('blocked: pipe');
    case 'pipe-full':
      return t('blocked: pipe is full');
    case 'socket':
      return t('blocked: socket');
    case 'accept':
      return t('waits for a connection');
    case 'file-lock':
      return t('blocked: file lock');
    case 'event-loop':
      return t('waits in its event loop');
    case 'poll':
      return t('waits for descriptors or a time limit');
    case 'signal':
      return t('waits for a signal');
    case 'other':
      return t('blocked');
    case 'disk':
      return t('blocked: disk');
    case 'join':
    case 'exit-join':
    case 'waitpid':
    case 'popen-wait':
    case 'pool-join':
    case 'exit-event':
      return t('waits for a process');
    case 'pool-result':
      return t('waits for a result');
    case 'event':
      return t('blocked: event');
    default:
      return assertUnreachable(reason);
  }
}

/** `980 µs`, `12.3 ms`, `2.53 s`, `4 min 07 s`. */
export function durationText(us: number): string {
  if (us < 1_000) return `${us} µs`;
  if (us < 100_000) return `${(us / 1_000).toFixed(1)} ms`;
  if (us < 60_000_000) return `${(us / 1_000_000).toFixed(2)} s`;
  const seconds = Math.round(us / 1_000_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** `24 MB`; binary megabytes, as `top` counts them. */
export function memoryText(bytes: number): string {
  const mib = bytes / 2 ** 20;
  if (mib >= 1024) return `${(mib / 1024).toFixed(1)} GB`;
  return mib >= 10 ? `${Math.round(mib)} MB` : `${mib.toFixed(1)} MB`;
}

/** A number of bytes of any size. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(1)} KB` : memoryText(bytes);
}
