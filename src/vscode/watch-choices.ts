/** Lets the user choose what to watch. */
import * as vscode from 'vscode';
import { nameFromArgv } from '../model/naming.ts';
import { safeText } from '../model/safe-text.ts';
import { UserError } from '../model/user-error.ts';
import { listProcesses } from '../sources/process-list.ts';

/** A process that was chosen, and what to call its session. */
export interface WatchChoice {
  readonly pid: number;
  readonly name: string;
}

/** A quick pick of the running processes, filtered by PID and command line. */
export async function chooseProcess(): Promise<WatchChoice | undefined> {
  const { l10n } = vscode;
  const processes = await listProcesses();
  const items = processes.map(({ pid, command, ageSeconds }) => {
    const name = nameFromArgv(command.split(' '));
    return {
      label: safeText(name),
      description: `${pid} · ${l10n.t('since {0}', ageText(ageSeconds))}`,
      detail: safeText(command),
      choice: { pid, name },
    };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t('Watch Process'),
    placeHolder: l10n.t('Name, PID or command line'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.choice;
}

/** The shell of a terminal: the active one, or one of several. */
export async function chooseTerminal(): Promise<WatchChoice | undefined> {
  const { window, l10n } = vscode;
  const [first, ...others] = window.terminals;
  if (first === undefined) {
    throw new UserError('usage', l10n.t('There is no terminal to watch; open one first.'));
  }
  const items = window.terminals.map((terminal) => ({ label: terminal.name, terminal }));
  const placeHolder = l10n.t('Choose a terminal');
  const chosen =
    others.length === 0 ? first : (await window.showQuickPick(items, { placeHolder }))?.terminal;
  return chosen === undefined ? undefined : processOf(chosen);
}

/** The process of a running task. */
export async function chooseTask(): Promise<WatchChoice | undefined> {
  const { tasks, window, l10n } = vscode;
  const items = tasks.taskExecutions.flatMap(({ task }) => {
    const terminal = window.terminals.find(({ name }) => name === task.name);
    return terminal === undefined ? [] : [{ label: task.name, description: task.source, terminal }];
  });
  if (items.length === 0) {
    throw new UserError('usage', l10n.t('No task is running in a terminal; start one first.'));
  }
  const placeHolder = l10n.t('Choose a task');
  const chosen = items.length === 1 ? items[0] : await window.showQuickPick(items, { placeHolder });
  return chosen === undefined ? undefined : processOf(chosen.terminal);
}

async function processOf(terminal: vscode.Terminal): Promise<WatchChoice> {
  const pid = await terminal.processId;
  if (pid === undefined) {
    const message = vscode.l10n.t('{0} has no process on this machine.', terminal.name);
    throw new UserError('process-gone', message);
  }
  return { pid, name: terminal.name };
}

/** `7 s`, `12 min`, `3 h`, `5 d`. */
function ageText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
