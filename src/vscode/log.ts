import * as vscode from 'vscode';
import { messageOf, UserError } from '../model/user-error.ts';

/** Where errors end: a sentence for the user, the stack of an unexpected one in the log channel. */
export class Log {
  readonly #channel: vscode.LogOutputChannel;

  constructor(channel: vscode.LogOutputChannel) {
    this.#channel = channel;
  }

  show(): void {
    this.#channel.show();
  }

  info(message: string): void {
    this.#channel.info(message);
  }

  /** Tells the user what went wrong while `doing` something. */
  async report(error: unknown, doing: string): Promise<void> {
    if (error instanceof UserError) {
      this.#channel.info(`${doing}: ${error.code}: ${error.message}`);
      void vscode.window.showErrorMessage(error.message);
      return;
    }
    this.#channel.error(error instanceof Error ? error : messageOf(error));
    const show = vscode.l10n.t('Show Log');
    const message = vscode.l10n.t('Forkscope met an unexpected error while {0}.', doing);
    const chosen = await vscode.window.showErrorMessage(message, show);
    if (chosen === show) this.#channel.show();
  }
}
