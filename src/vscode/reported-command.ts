import * as vscode from 'vscode';
import { UserError } from '../model/user-error.ts';
import type { Log } from './log.ts';

/** Registers a command of the manifest, whose errors the user is told while `doing` something. */
export function reportedCommand<A extends unknown[]>(
  log: Log,
  name: string,
  doing: string,
  run: (...args: A) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(`forkscope.${name}`, async (...args: A) => {
    try {
      requireRow(args);
      await run(...args);
    } catch (error) {
      await log.report(error, doing);
    }
  });
}

/**
 * A tree's menu gives a row and what is selected. The row is missing where it was being drawn anew as
 * the command was chosen; it must not be taken for one from the palette, which is about anything.
 * @throws {UserError} `row-redrawn`
 */
function requireRow(args: readonly unknown[]): void {
  if (args.length < 2 || args[0] !== undefined) return;
  throw new UserError(
    'row-redrawn',
    vscode.l10n.t('The row was being redrawn as the command was chosen. Choose it again.'),
  );
}
