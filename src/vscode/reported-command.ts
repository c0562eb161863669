import * as vscode from 'vscode';
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
      await run(...args);
    } catch (error) {
      await log.report(error, doing);
    }
  });
}
