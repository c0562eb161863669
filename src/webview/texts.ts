/** Sentences about processes and waits that table, timeline, tooltip and inspector share. */
import { assertUnreachable } from '../model/assert-unreachable.ts';
import { baseName } from '../model/naming.ts';
import type { Evidence, ProcessState, SourceSite, WaitCause } from '../model/process-event.ts';
import { safeText } from '../model/safe-text.ts';
import { blockedText, durationText, exitText } from '../model/status.ts';
import type { BlockView, EndCause, ProcessView, WaitView } from '../model/views.ts';
import { t } from './l10n.ts';

/** Name of the process with an id, safe to show. */
export type NameOf = (id: string) => string;

/** A record, so that the compiler tells of a cause that is not in it. */
const WAIT_CAUSES: Readonly<Record<WaitCause, true>> = {
  join: true,
  'exit-join': true,
  waitpid: true,
  'popen-wait': true,
  'pool-join': true,
  'pool-result': true,
  'exit-event': true,
};

/** Whether a blocked process waits for another one. */
export function isWaitReason(reason: string | null): boolean {
  return reason !== null && Object.hasOwn(WAIT_CAUSES, reason);
}

/** `980 µs`, `200 ms`, `2.5 s`, `4 min 07 s`: short enough for a label on a bar. */
export function shortDuration(us: number): string {
  if (us < 1_000) return `${Math.round(us)} µs`;
  if (us < 10_000) return `${(us / 1_000).toFixed(1)} ms`;
  if (us < 999_500) return `${Math.round(us / 1_000)} ms`;
  if (us < 59_950_000) return `${(us / 1_000_000).toFixed(1)} s`;
  return durationText(Math.round(us));
}

/** An instant of the session: `4.80 s`. */
export function instantText(us: number): string {
  if (us < 0) return `−${instantText(-us)}`;
  return us < 60_000_000 ? `${(us / 1_000_000).toFixed(2)} s` : durationText(us);
}

/** `app.py:31`. */
export function siteText({ file, line }: SourceSite): string {
  return `${safeText(baseName(file), 80)}:${line}`;
}

/** The call as its program wrote it: `join`, `join(timeout=0.2)`. */
export function callText({ cause, timeoutUs }: WaitView): string {
  return timeoutUs === null ? cause : `${cause}(timeout=${timeoutUs / 1_000_000})`;
}

export function waitLength(wait: Pick<WaitView, 'startUs' | 'endUs'>, nowUs: number): number {
  return Math.max(0, (wait.endUs ?? nowUs) - wait.startUs);
}

/** What stands on a wait's hatching, the longest first: the first one that fits is drawn. */
export function waitLabels(wait: WaitView, nowUs: number): string[] {
  const lasted = shortDuration(waitLength(wait, nowUs));
  const call = callText(wait);
  switch (wait.outcome) {
    case null:
      return [`${call} ${lasted} …`, `${lasted} …`];
    case 'ended':
      return [`${call} ${lasted}`, lasted];
    case 'timed-out':
      return [t('{0} timed out', call), t('timed out')];
    case 'interrupted':
      return [t('{0} interrupted', call), t('interrupted')];
    default:
      return assertUnreachable(wait.outcome);
  }
}

export function outcomeText(wait: WaitView): string {
  switch (wait.outcome) {
    case null:
      return t('so far');
    case 'ended':
      return t('ended');
    case 'timed-out':
      return t('timed out');
    case 'interrupted':
      return t('interrupted');
    default:
      return assertUnreachable(wait.outcome);
  }
}

/** `waits for worker-1, join, 2.5 s, app.py line 31`. */
export function waitSentence(wait: WaitView, nameOf: NameOf, nowUs: number): string {
  const what =
    wait.target === null
      ? t('waits for any child')
      : wait.endUs === null
        ? t('waits for {0}', nameOf(wait.target))
        : t('waited for {0}', nameOf(wait.target));
  const parts = [what, callText(wait), shortDuration(waitLength(wait, nowUs))];
  if (wait.outcome !== null && wait.outcome !== 'ended') parts.push(outcomeText(wait));
  if (wait.site !== null) {
    parts.push(t('{0} line {1}', safeText(baseName(wait.site.file), 80), String(wait.site.line)));
  }
  return parts.join(', ');
}

/** `blocked: queue “jobs”, 2.5 s, app.py line 31`. */
export function blockSentence(block: BlockView, nowUs: number): string {
  const { reason, object, thread, site } = block;
  const what = blockedText(reason, t);
  const parts = [object === null ? what : t('{0} “{1}”', what, safeText(object, 80))];
  if (thread !== null) parts.push(t('thread {0}', safeText(thread, 80)));
  parts.push(shortDuration(waitLength(block, nowUs)));
  if (site !== null) {
    parts.push(t('{0} line {1}', safeText(baseName(site.file), 80), String(site.line)));
  }
  return parts.join(', ');
}

export function evidenceText(evidence: Evidence): string {
  switch (evidence) {
    case 'reported':
      return t('reported');
    case 'kernel':
      return t('kernel');
    case 'sampled':
      return t('sampled');
    case 'inferred':
      return t('inferred');
    default:
      return assertUnreachable(evidence);
  }
}

export function stateText(state: ProcessState): string {
  switch (state) {
    case 'unknown':
      return t('state unknown');
    case 'ready':
      return t('ready');
    case 'running':
      return t('running');
    case 'blocked':
      return t('blocked');
    case 'stopped':
      return t('stopped');
    case 'zombie':
      return t('zombie');
    case 'ended':
      return t('ended');
    default:
      return assertUnreachable(state);
  }
}

export function endCauseText(cause: EndCause): string {
  switch (cause) {
    case 'exited':
      return t('its code was over');
    case 'exception':
      return t('an exception');
    case 'daemon-terminated':
      return t('daemon, terminated by main’s end');
    case 'terminated':
      return t('terminate()');
    case 'killed':
      return t('kill()');
    case 'stopped':
      return t('stopped by the user');
    case 'signal':
      return t('a signal');
    case 'unknown':
      return t('nobody saw it');
    default:
      return assertUnreachable(cause);
  }
}

/** The mark at a bar's end; its sign says without colour how the process ended. */
export function exitMark(process: ProcessView): string {
  const { exit, endCause } = process;
  const text = safeText(exitText(process).replace(/^SIG/, ''), 20);
  if (endCause === 'daemon-terminated' || endCause === 'terminated' || endCause === 'stopped') {
    return `■ ${text}`;
  }
  if (exit === null) return '•';
  return 'code' in exit && exit.code === 0 ? `✓ ${text}` : `✗ ${text}`;
}
