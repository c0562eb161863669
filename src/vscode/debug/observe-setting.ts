import * as vscode from 'vscode';

export type ObserveChoice = 'ask' | 'always' | 'never';

const ASKED = 'forkscope.debug.asked';

/** Whether debug sessions are recorded: the setting, and the one question that asks for it. */
export class ObserveSetting {
  readonly #memory: vscode.Memento;

  /** @param memory of the workspace: what was asked once is not asked again. */
  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get choice(): ObserveChoice {
    const choice = vscode.workspace.getConfiguration('forkscope.debug').get<string>('observe');
    return choice === 'always' || choice === 'never' ? choice : 'ask';
  }

  /**
   * Asks, once per workspace, without keeping anything waiting; the answer becomes the workspace's
   * setting. Resolves with whether sessions are to be recorded from now on.
   */
  async ask(): Promise<boolean> {
    if (this.choice !== 'ask' || this.#memory.get(ASKED) === true) return false;
    await this.#memory.update(ASKED, true);
    const { l10n } = vscode;
    const yes = l10n.t('Show Processes');
    const no = l10n.t('Never');
    const answer = await vscode.window.showInformationMessage(
      l10n.t('Show the processes of debug sessions with Forkscope? Nothing is suspended by it.'),
      yes,
      no,
    );
    if (answer === undefined) return false;
    const target =
      vscode.workspace.workspaceFolders === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace;
    const settings = vscode.workspace.getConfiguration('forkscope.debug');
    await settings.update('observe', answer === yes ? 'always' : 'never', target);
    return answer === yes;
  }
}
