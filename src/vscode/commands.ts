import { parseArgsStringToArgv } from 'string-argv';
import * as vscode from 'vscode';
import { DisposableStore } from '../model/disposable.ts';
import { baseName } from '../model/naming.ts';
import { safeText } from '../model/safe-text.ts';
import { UserError } from '../model/user-error.ts';
import type { ProcessView } from '../model/views.ts';
import { TRACE_EXTENSION } from '../trace/trace-format.ts';
import type { Comparisons } from './comparisons.ts';
import { exportWithDialog } from './exporting.ts';
import { type LaunchTarget, scriptToLaunch, targetOf } from './launch-target.ts';
import { type Launcher, refuseUntrusted } from './launcher.ts';
import type { Log } from './log.ts';
import { mergeWithDialog } from './merging.ts';
import type { ObservedSession } from './observed-session.ts';
import { openExamples } from './open-examples.ts';
import type { Panels } from './panels.ts';
import { reportedCommand } from './reported-command.ts';
import {
  isAlive,
  isClosed,
  isLive,
  isSited,
  isWatched,
  type RowArgument,
  type RowChoice,
} from './row-choice.ts';
import { sessionTitle } from './session-label.ts';
import type { SessionStore } from './session-store.ts';
import { Stopping } from './stopping.ts';
import { chooseProcess, chooseTask, chooseTerminal, type WatchChoice } from './watch-choices.ts';
import type { Watcher } from './watcher.ts';

export interface CommandParts {
  readonly store: SessionStore;
  readonly rows: RowChoice;
  /** Folder of the pages that describe the rules. */
  readonly pages: vscode.Uri;
  /** Folder of the examples. */
  readonly examples: vscode.Uri;
  readonly launcher: Launcher;
  readonly watcher: Watcher;
  readonly panels: Panels;
  readonly comparisons: Comparisons;
  readonly log: Log;
  /** Folder of what is built. */
  readonly dist: string;
  /** Remembers arguments per script. */
  readonly memory: vscode.Memento;
}

/** Registers every command of the manifest. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const commands = new Commands(parts);
  const owned = new DisposableStore();
  const register = <A extends unknown[]>(
    name: string,
    doing: string,
    run: (...args: A) => Promise<void> | void,
  ) => {
    owned.add(reportedCommand(parts.log, name, doing, run));
  };
  const { l10n } = vscode;
  register('launchScript', l10n.t('launching the script'), (uri?: vscode.Uri) =>
    commands.launchScript(uri),
  );
  register('launchScriptWithArguments', l10n.t('launching the script'), (uri?: vscode.Uri) =>
    commands.launchScriptWithArguments(uri),
  );
  register('launchCommand', l10n.t('launching the command'), () => commands.launchCommand());
  register('openTrace', l10n.t('opening the trace'), (uri?: vscode.Uri) => commands.openTrace(uri));
  register('openExamples', l10n.t('copying the examples'), () => openExamples(parts.examples));
  register('showPanel', l10n.t('showing the timeline'), (row?: RowArgument) =>
    commands.showPanel(row),
  );
  const watching = l10n.t('watching the process');
  register('watchProcess', watching, () => commands.watch(chooseProcess));
  register('watchTerminal', watching, () => commands.watch(chooseTerminal));
  register('watchTask', watching, () => commands.watch(chooseTask));
  register('stopWatching', l10n.t('ending the watching'), (row?: RowArgument) =>
    commands.stopWatching(row),
  );
  register('stopSession', l10n.t('stopping the session'), (row?: RowArgument) =>
    commands.stopSession(row),
  );
  const stopping = l10n.t('stopping the process');
  register('stopProcess', stopping, (row?: RowArgument) => commands.stopProcess(row, false));
  register('stopTree', stopping, (row?: RowArgument) => commands.stopProcess(row, true));
  register('sendSignal', l10n.t('sending the signal'), (row?: RowArgument) =>
    commands.sendSignal(row),
  );
  register('exportSession', l10n.t('exporting the session'), (row?: RowArgument) =>
    commands.exportSession(row),
  );
  register('compareSessions', l10n.t('comparing the sessions'), (row?: RowArgument) =>
    parts.comparisons.choose(row),
  );
  register('mergeTraces', l10n.t('merging the traces'), () =>
    mergeWithDialog(parts.store.sessions().map(({ traceFile }) => traceFile)),
  );
  register('deleteSession', l10n.t('deleting the session'), (row?: RowArgument) =>
    commands.deleteSession(row),
  );
  register('revealInPanel', l10n.t('showing the timeline'), (row?: RowArgument) =>
    commands.revealInPanel(row),
  );
  register('revealProcess', l10n.t('showing the timeline'), (trace?: unknown, process?: unknown) =>
    commands.revealProcess(trace, process),
  );
  register('openFinding', l10n.t('opening the source line'), (row?: RowArgument) =>
    commands.openFinding(row),
  );
  register('explainFinding', l10n.t('opening the source line'), (row?: RowArgument) =>
    commands.explainFinding(row),
  );
  register('goToStart', l10n.t('opening the source line'), (row?: RowArgument) =>
    commands.goToStart(row),
  );
  register('copyPid', l10n.t('copying the PID'), (row?: RowArgument) => commands.copyPid(row));
  register('dumpStack', l10n.t('asking for stacks'), (row?: RowArgument) =>
    commands.dumpStack(row),
  );
  register('findInSessions', l10n.t('searching the sessions'), findInSessions);
  register('showLog', l10n.t('showing the log'), () => parts.log.show());
  return owned;
}

/** Opens a source line that a session names. */
export function openSite(file: string, line: number): Promise<void> {
  return openLine(vscode.Uri.file(file), line);
}

export async function openLine(uri: vscode.Uri, line: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const position = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(position, position),
    viewColumn: vscode.ViewColumn.One,
  });
}

/** Opens the tree's own search, which filters, too. */
async function findInSessions(): Promise<void> {
  await vscode.commands.executeCommand('forkscope.sessions.focus');
  await vscode.commands.executeCommand('list.find');
}

class Commands {
  readonly #parts: CommandParts;
  readonly #stopping: Stopping;

  constructor(parts: CommandParts) {
    this.#parts = parts;
    this.#stopping = new Stopping(parts.log);
  }

  async launchScript(uri: vscode.Uri | undefined): Promise<void> {
    refuseUntrusted();
    const script = await scriptToLaunch(uri);
    await this.#launch(await targetOf(script, rememberedArguments(this.#parts.memory, script)));
  }

  async launchScriptWithArguments(uri: vscode.Uri | undefined): Promise<void> {
    refuseUntrusted();
    const script = await scriptToLaunch(uri);
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Arguments for {0}', baseName(script.fsPath)),
      prompt: vscode.l10n.t('They are remembered for the next launch of this script.'),
      value: this.#parts.memory.get<string>(argumentsKey(script), ''),
    });
    if (typed === undefined) return;
    await this.#parts.memory.update(argumentsKey(script), typed);
    await this.#launch(await targetOf(script, parseArgsStringToArgv(typed)));
  }

  async launchCommand(): Promise<void> {
    refuseUntrusted();
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Command to launch'),
      prompt: vscode.l10n.t('A program and its arguments; no shell is involved.'),
      placeHolder: 'make -j4',
      value: this.#parts.memory.get<string>(LAST_COMMAND, ''),
    });
    const [command, ...args] = parseArgsStringToArgv(typed ?? '');
    if (typed === undefined || command === undefined) return;
    const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (cwd === undefined) {
      throw new UserError('usage', vscode.l10n.t('Open a folder to launch a command in.'));
    }
    await this.#parts.memory.update(LAST_COMMAND, typed);
    await this.#launch({ name: baseName(command), command: [command, ...args], cwd });
  }

  async openTrace(uri: vscode.Uri | undefined): Promise<void> {
    const chosen =
      uri ??
      (
        await vscode.window.showOpenDialog({
          title: vscode.l10n.t('Open Trace'),
          filters: { Forkscope: [TRACE_EXTENSION.slice(1)] },
        })
      )?.[0];
    if (chosen === undefined) return;
    await this.#parts.panels.show(this.#parts.store.openTrace(chosen.fsPath));
  }

  async showPanel(row: RowArgument): Promise<void> {
    const session = await this.#parts.rows.session(row);
    if (session !== undefined) await this.#parts.panels.show(session);
  }

  async stopSession(row: RowArgument): Promise<void> {
    const session = await this.#parts.rows.session(row, isLive);
    if (session === undefined) return;
    if (session.header?.origin === 'watch' && !(await confirmStop(session))) return;
    await this.#stopping.session(session);
  }

  async stopProcess(row: RowArgument, tree: boolean): Promise<void> {
    const chosen = await this.#parts.rows.process(row, isAlive);
    if (chosen === undefined) return;
    const { session, process } = chosen;
    if (session.header?.origin === 'watch' && !(await confirmStop(session, process))) return;
    await this.#stopping.process(chosen, tree);
  }

  async sendSignal(row: RowArgument): Promise<void> {
    const chosen = await this.#parts.rows.process(row, isAlive);
    if (chosen !== undefined) await this.#stopping.signal(chosen);
  }

  async exportSession(row: RowArgument): Promise<void> {
    const session = await this.#parts.rows.session(row);
    if (session !== undefined) await exportWithDialog(session, this.#parts.dist);
  }

  async stopWatching(row: RowArgument): Promise<void> {
    (await this.#parts.rows.session(row, isWatched))?.release();
  }

  async watch(choose: () => Promise<WatchChoice | undefined>): Promise<void> {
    refuseUntrusted();
    const choice = await choose();
    if (choice === undefined) return;
    const { watcher, panels } = this.#parts;
    await panels.show(await watcher.watch(choice.pid, choice.name));
  }

  async deleteSession(row: RowArgument): Promise<void> {
    const session = await this.#parts.rows.session(row, isClosed);
    if (session === undefined || !isClosed(session) || !(await confirmDelete(session))) return;
    this.#parts.store.delete(session);
  }

  async revealInPanel(row: RowArgument): Promise<void> {
    const chosen = await this.#parts.rows.process(row);
    if (chosen !== undefined) await this.#parts.panels.show(chosen.session, chosen.process.id);
  }

  /** From a link in a hover: what comes in are the words of a document. */
  async revealProcess(trace: unknown, process: unknown): Promise<void> {
    const session = this.#parts.store.sessions().find(({ traceFile }) => traceFile === trace);
    if (session === undefined || typeof process !== 'string') return;
    if (session.model?.process(process) !== undefined) {
      await this.#parts.panels.show(session, process);
    }
  }

  /** To the line of a finding, or to its process where it has none. */
  async openFinding(row: RowArgument): Promise<void> {
    const chosen = await this.#parts.rows.finding(row);
    if (chosen === undefined) return;
    const { session, finding } = chosen;
    const [process] = finding.processes;
    if (process !== undefined) await this.#parts.panels.show(session, process);
    if (finding.site !== null) await openSite(finding.site.file, finding.site.line);
  }

  /** Shows the page of a finding's rule. */
  async explainFinding(row: RowArgument): Promise<void> {
    const chosen = await this.#parts.rows.finding(row);
    if (chosen === undefined) return;
    const page = vscode.Uri.joinPath(this.#parts.pages, `${chosen.finding.rule}.md`);
    await vscode.commands.executeCommand('markdown.showPreview', page);
  }

  async goToStart(row: RowArgument): Promise<void> {
    const site = (await this.#parts.rows.process(row, isSited))?.process.startSite;
    if (site) await openSite(site.file, site.line);
  }

  async copyPid(row: RowArgument): Promise<void> {
    const chosen = await this.#parts.rows.process(row);
    if (chosen !== undefined) await vscode.env.clipboard.writeText(String(chosen.process.pid));
  }

  /** Of a process, or of all processes of a session; they are shown in the panel's inspector. */
  async dumpStack(row: RowArgument): Promise<void> {
    const node = await this.#parts.rows.live(row);
    if (node === undefined) return;
    const { session, process } = node;
    const stacks = await session.takeStacks(process?.pid ?? null);
    await this.#parts.panels.show(session, process?.id ?? session.model?.session().roots[0]);
    const failures = stacks.flatMap(({ process, failure }) => {
      if (failure === undefined) return [];
      const known = session.model?.processes().findLast((each) => each.pid === process.pid);
      const name = safeText(known?.name ?? '?', 40);
      const why = safeText(failure);
      return [
        vscode.l10n.t('{0} ({1}) cannot tell its stack: {2}.', name, String(process.pid), why),
      ];
    });
    if (failures.length > 0) void vscode.window.showWarningMessage(failures.slice(0, 10).join(' '));
  }

  async #launch(target: LaunchTarget): Promise<void> {
    const { launcher, panels } = this.#parts;
    launcher.check(target);
    const show = vscode.workspace.getConfiguration('forkscope').get('panel.openOnLaunch', true);
    // Before the terminal: the focus is to end there, for a program that asks for input.
    if (show) await panels.open();
    const session = await launcher.launch(target);
    if (session !== undefined && show) await panels.show(session);
  }
}

/** Processes that Forkscope did not launch are not to be ended by a slip of the hand. */
async function confirmStop(session: ObservedSession, process?: ProcessView): Promise<boolean> {
  const { l10n } = vscode;
  const stop = process === undefined ? l10n.t('Stop All') : l10n.t('Stop');
  const question =
    process === undefined
      ? l10n.t('End all processes of {0}?', sessionTitle(session))
      : l10n.t('End {0} ({1})?', safeText(process.name), String(process.pid));
  const detail = l10n.t('They were running before Forkscope watched them.');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, stop)) === stop;
}

/** A recording cannot be brought back. */
async function confirmDelete(session: ObservedSession): Promise<boolean> {
  const { l10n } = vscode;
  const remove = l10n.t('Delete');
  const question = l10n.t('Delete the recorded session {0}?', sessionTitle(session));
  return (await vscode.window.showWarningMessage(question, { modal: true }, remove)) === remove;
}

const LAST_COMMAND = 'forkscope.lastCommand';

/** The arguments that a script was last launched with. */
export function rememberedArguments(memory: vscode.Memento, script: vscode.Uri): string[] {
  return parseArgsStringToArgv(memory.get<string>(argumentsKey(script), ''));
}

function argumentsKey(script: vscode.Uri): string {
  return `forkscope.arguments:${script.toString()}`;
}
