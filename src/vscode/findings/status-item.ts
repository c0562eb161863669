import * as vscode from 'vscode';
import { DisposableStore } from '../../model/disposable.ts';
import { sessionSummary, sessionTitle } from '../session-label.ts';
import type { SessionFindings } from './session-findings.ts';

/** In the status bar: how many processes are alive, and how many findings hold. */
export class StatusItem implements vscode.Disposable {
  readonly #findings: SessionFindings;
  readonly #owned = new DisposableStore();
  readonly #item: vscode.StatusBarItem;

  constructor(findings: SessionFindings) {
    this.#findings = findings;
    this.#item = this.#owned.add(
      vscode.window.createStatusBarItem('forkscope.status', vscode.StatusBarAlignment.Left, 0),
    );
    this.#item.name = 'Forkscope';
    this.#item.command = 'forkscope.sessions.focus';
    this.#owned.add(findings.onDidChange(() => this.#update()));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #update(): void {
    const { l10n } = vscode;
    const sessions = this.#findings.current();
    const live = sessions.filter((session) => session.live === true);
    const alive = live.reduce(
      (sum, { model }) =>
        sum +
        (model?.processes().filter(({ endUs, role }) => endUs === null && role !== 'helper')
          .length ?? 0),
      0,
    );
    const found = openFindings(this.#findings);
    if (live.length === 0 && found === 0) {
      this.#item.hide();
      return;
    }
    const processes = live.length === 0 ? '' : `$(type-hierarchy) ${alive}`;
    const findings = found === 0 ? '' : `$(warning) ${found}`;
    this.#item.text = [processes, findings].filter((part) => part !== '').join('  ');
    const counts = [
      alive === 1 ? l10n.t('1 process alive') : l10n.t('{0} processes alive', String(alive)),
      found === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', String(found)),
    ].join(', ');
    const lines = sessions.map((each) => `${sessionTitle(each)}: ${sessionSummary(each)}`);
    this.#item.tooltip = [`Forkscope: ${counts}`, ...lines].join('\n');
    this.#item.accessibilityInformation = { label: `Forkscope: ${counts}` };
    this.#item.show();
  }
}

/** How many errors and warnings hold in the sessions of now. */
export function openFindings(findings: SessionFindings): number {
  return findings
    .current()
    .flatMap((session) => findings.of(session))
    .filter(({ untilUs, severity }) => untilUs === null && severity !== 'info').length;
}
