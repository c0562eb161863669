/** Ending processes from the editor: the requests, their progress, and what is said at the end. */
import * as vscode from 'vscode';
import { requestSignal, requestStop } from '../manager/recorder-request.ts';
import type { Birth, ProcessRef } from '../model/process-event.ts';
import { safeText } from '../model/safe-text.ts';
import type { ProcessView } from '../model/views.ts';
import {
  type StopMode,
  type StopProgress,
  type StopResult,
  type StopTarget,
  stopDetails,
  stopSummary,
} from '../protocol/stop-report.ts';
import type { Log } from './log.ts';
import type { ObservedSession } from './observed-session.ts';
import { sessionTitle } from './session-label.ts';

/** One process of a session that is open in this window. */
export interface ProcessOfSession {
  readonly session: ObservedSession;
  readonly process: ProcessView;
}

/** Details that the message itself gives; the log has all. */
const NAMED_DETAILS = 3;

export class Stopping {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Ends all processes of a session. */
  async session(session: ObservedSession): Promise<void> {
    await this.#stop(session, sessionTitle(session), 'session', 'graceful');
  }

  /** Ends one process, with `tree` all below it, too. */
  async process({ session, process }: ProcessOfSession, tree: boolean): Promise<void> {
    const name = nameOf(process);
    await this.#stop(session, name, { process: refOf(process), tree }, 'graceful');
  }

  /** Has the user choose a signal and sends it. */
  async signal({ session, process }: ProcessOfSession): Promise<void> {
    const chosen = await vscode.window.showQuickPick(signals(), {
      title: vscode.l10n.t('Send a signal to {0}', nameOf(process)),
      placeHolder: vscode.l10n.t('Choose a signal'),
    });
    if (chosen === undefined) return;
    await requestSignal(session.traceFile, refOf(process), chosen.label);
    const sent = vscode.l10n.t('{0} was sent to {1}.', chosen.label, nameOf(process));
    vscode.window.setStatusBarMessage(sent, SHOWN_MS);
  }

  async #stop(
    session: ObservedSession,
    name: string,
    target: StopTarget,
    mode: StopMode,
  ): Promise<void> {
    const result = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Stopping {0}', name),
        cancellable: true,
      },
      (progress, token) => {
        const cancel = new AbortController();
        const listening = token.onCancellationRequested(() => cancel.abort());
        const onProgress = (now: StopProgress) => progress.report({ message: progressText(now) });
        return requestStop(session.traceFile, target, mode, {
          onProgress,
          cancel: cancel.signal,
        }).finally(() => listening.dispose());
      },
    );
    this.#tell(name, result);
  }

  #tell(name: string, result: StopResult): void {
    const { t } = vscode.l10n;
    const summary = `${name}: ${stopSummary(result, t)}`;
    const lines = stopDetails(result, t);
    for (const line of [summary, ...lines]) this.#log.info(line);
    if (result.survivors.length === 0) {
      vscode.window.setStatusBarMessage(summary, SHOWN_MS);
      return;
    }
    const named = lines.slice(0, NAMED_DETAILS).join('; ');
    const showLog = t('Show Log');
    void vscode.window.showWarningMessage(`${summary} ${named}`, showLog).then((chosen) => {
      if (chosen === showLog) this.#log.show();
    });
  }
}

const SHOWN_MS = 5_000;

/**
 * The life that the tree's row is about. The half millisecond is for sources that stamp the same birth
 * a little apart; the recorder compares windows.
 */
function refOf({ pid, startUs }: ProcessView): ProcessRef {
  const birth: Birth = [startUs, BIRTH_SLACK_US];
  return { pid, birth };
}

const BIRTH_SLACK_US = 500;

function nameOf({ name, pid }: ProcessView): string {
  return `${safeText(name)} (${pid})`;
}

function progressText({ stage, alive }: StopProgress): string {
  const { t } = vscode.l10n;
  const left = String(alive);
  switch (stage) {
    case 'interrupt':
      return t('asked to end (SIGINT), {0} still there', left);
    case 'terminate':
      return t('told to end (SIGTERM), {0} still there', left);
    case 'freeze':
      return t('halted before they are killed, {0} still there', left);
    case 'kill':
      return t('killed (SIGKILL), {0} still there', left);
  }
}

function signals(): vscode.QuickPickItem[] {
  const { t } = vscode.l10n;
  return [
    { label: 'SIGINT', description: t('interrupt, as Ctrl+C does') },
    { label: 'SIGTERM', description: t('ask it to end') },
    { label: 'SIGKILL', description: t('end it at once; it cannot clean up') },
    {
      label: 'SIGHUP',
      description: t('its terminal is gone; many servers read their settings anew'),
    },
    { label: 'SIGQUIT', description: t('end it with a core dump') },
    { label: 'SIGSTOP', description: t('halt it') },
    { label: 'SIGCONT', description: t('let it go on') },
    { label: 'SIGUSR1', description: t('whatever the program makes of it') },
    { label: 'SIGUSR2', description: t('whatever the program makes of it') },
  ];
}
