import { parseArgsStringToArgv } from 'string-argv';
import * as vscode from 'vscode';
import { DisposableStore } from '../model/disposable.ts';
import { baseName } from '../model/naming.ts';
import { safeText } from '../model/safe-text.ts';
import { UserError } from '../model/user-error.ts';
import type { ProcessView } from '../model/views.ts';
import { TRACE_EXTENSION } from '../trace/trace-format.ts';
import { exportWithDialog } from './exporting.ts';
import type { SessionFindings } from './findings/session-findings.ts';
import { type LaunchTarget, scriptToLaunch, targetOf } from './launch-target.ts';
import { type Launcher, refuseUntrusted } from './launcher.ts';
import type { Log } from './log.ts';
import type { ObservedSession } from './observed-session.ts';
import { openExamples } from './open-examples.ts';
import type { Panels } from './panels.ts';
import { reportedCommand } from './reported-command.ts';
import { sessionSummary, sessionTitle } from './session-label.ts';
import type { SessionStore } from './session-store.ts';
import type { TreeNode } from './session-tree.ts';
import { type ProcessOfSession, Stopping } from './stopping.ts';
import { chooseProcess, chooseTask, chooseTerminal, type WatchChoice } from './watch-choices.ts';
import type { Watcher } from './watcher.ts';

export interface CommandParts {
  readonly store: SessionStore;
  readonly findings: SessionFindings;
  /** Folder of the pages that describe the rules. */
  readonly pages: vscode.Uri;
  /** Folder of the examples. */
  readonly examples: vscode.Uri;
  readonly launcher: Launcher;
  readonly watcher: Watcher;
  readonly panels: Panels;
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
  register('showPanel', l10n.t('showing the timeline'), (node?: TreeNode) =>
    commands.showPanel(node),
  );
  const watching = l10n.t('watching the process');
  register('watchProcess', watching, () => commands.watch(chooseProcess));
  register('watchTerminal', watching, () => commands.watch(chooseTerminal));
  register('watchTask', watching, () => commands.watch(chooseTask));
  register('stopWatching', l10n.t('ending the watching'), (node?: TreeNode) =>
    commands.stopWatching(node),
  );
  register('stopSession', l10n.t('stopping the session'), (node?: TreeNode) =>
    commands.stopSession(node),
  );
  const stopping = l10n.t('stopping the process');
  register('stopProcess', stopping, (node?: TreeNode) => commands.stopProcess(node, false));
  register('stopTree', stopping, (node?: TreeNode) => commands.stopProcess(node, true));
  register('sendSignal', l10n.t('sending the signal'), (node?: TreeNode) =>
    commands.sendSignal(node),
  );
  register('exportSession', l10n.t('exporting the session'), (node?: TreeNode) =>
    commands.exportSession(node),
  );
  register('deleteSession', l10n.t('deleting the session'), (node?: TreeNode) =>
    commands.deleteSession(node),
  );
  register('revealInPanel', l10n.t('showing the timeline'), (node?: TreeNode) =>
    commands.revealInPanel(node),
  );
  register('revealProcess', l10n.t('showing the timeline'), (trace?: unknown, process?: unknown) =>
    commands.revealProcess(trace, process),
  );
  register('openFinding', l10n.t('opening the source line'), (node?: TreeNode) =>
    commands.openFinding(node),
  );
  register('explainFinding', l10n.t('opening the source line'), (node?: TreeNode) =>
    commands.explainFinding(node),
  );
  register('goToStart', l10n.t('opening the source line'), (node?: TreeNode) =>
    commands.goToStart(node),
  );
  register('copyPid', l10n.t('copying the PID'), (node?: TreeNode) => commands.copyPid(node));
  register('dumpStack', l10n.t('asking for stacks'), (node?: TreeNode) => commands.dumpStack(node));
  register('showLog', l10n.t('showing the log'), () => parts.log.show());
  return owned;
}

/** Opens a source line that a session names. */
export async function openSite(file: string, line: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const position = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(position, position),
    viewColumn: vscode.ViewColumn.One,
  });
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

  async showPanel(node: TreeNode | undefined): Promise<void> {
    const session = node?.session ?? (await this.#chooseSession(() => true));
    if (session !== undefined) await this.#parts.panels.show(session);
  }

  async stopSession(node: TreeNode | undefined): Promise<void> {
    const isLive = (session: ObservedSession) => session.live === true;
    const session = node?.session ?? (await this.#chooseSession(isLive));
    if (session === undefined) return;
    if (session.header?.origin === 'watch' && !(await confirmStop(session))) return;
    await this.#stopping.session(session);
  }

  async stopProcess(node: TreeNode | undefined, tree: boolean): Promise<void> {
    const chosen = await this.#livingProcess(node);
    if (chosen === undefined) return;
    const { session, process } = chosen;
    if (session.header?.origin === 'watch' && !(await confirmStop(session, process))) return;
    await this.#stopping.process(chosen, tree);
  }

  async sendSignal(node: TreeNode | undefined): Promise<void> {
    const chosen = await this.#livingProcess(node);
    if (chosen !== undefined) await this.#stopping.signal(chosen);
  }

  async exportSession(node: TreeNode | undefined): Promise<void> {
    const session = node?.session ?? (await this.#chooseSession(() => true));
    if (session !== undefined) await exportWithDialog(session, this.#parts.dist);
  }

  async stopWatching(node: TreeNode | undefined): Promise<void> {
    const isWatched = (session: ObservedSession) =>
      session.live === true && session.header?.origin === 'watch';
    (node?.session ?? (await this.#chooseSession(isWatched)))?.release();
  }

  async watch(choose: () => Promise<WatchChoice | undefined>): Promise<void> {
    refuseUntrusted();
    const choice = await choose();
    if (choice === undefined) return;
    const { watcher, panels } = this.#parts;
    await panels.show(await watcher.watch(choice.pid, choice.name));
  }

  deleteSession(node: TreeNode | undefined): void {
    if (node !== undefined && node.session.live !== true) this.#parts.store.delete(node.session);
  }

  async revealInPanel(node: TreeNode | undefined): Promise<void> {
    if (node?.kind === 'process') await this.#parts.panels.show(node.session, node.process);
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
  async openFinding(node: TreeNode | undefined): Promise<void> {
    if (node?.kind !== 'finding') return;
    const finding = this.#parts.findings.of(node.session).find(({ id }) => id === node.finding);
    if (finding === undefined) return;
    const [process] = finding.processes;
    if (process !== undefined) await this.#parts.panels.show(node.session, process);
    if (finding.site !== null) await openSite(finding.site.file, finding.site.line);
  }

  /** Shows the page of a finding's rule. */
  async explainFinding(node: TreeNode | undefined): Promise<void> {
    if (node?.kind !== 'finding') return;
    const finding = this.#parts.findings.of(node.session).find(({ id }) => id === node.finding);
    if (finding === undefined) return;
    const page = vscode.Uri.joinPath(this.#parts.pages, `${finding.rule}.md`);
    await vscode.commands.executeCommand('markdown.showPreview', page);
  }

  async goToStart(node: TreeNode | undefined): Promise<void> {
    if (node?.kind !== 'process') return;
    const site = node.session.model?.process(node.process)?.startSite;
    if (site) await openSite(site.file, site.line);
  }

  async copyPid(node: TreeNode | undefined): Promise<void> {
    if (node?.kind !== 'process') return;
    const pid = node.session.model?.process(node.process)?.pid;
    if (pid !== undefined) await vscode.env.clipboard.writeText(String(pid));
  }

  /** Of a process, or of all processes of a session; they are shown in the panel's inspector. */
  async dumpStack(node: TreeNode | undefined): Promise<void> {
    const isLive = (session: ObservedSession) => session.live === true;
    const session = node?.session ?? (await this.#chooseSession(isLive));
    if (session === undefined) return;
    const id = node?.kind === 'process' ? node.process : undefined;
    const pid = id === undefined ? null : session.model?.process(id)?.pid;
    if (pid === undefined) return;
    const stacks = await session.takeStacks(pid);
    await this.#parts.panels.show(session, id ?? session.model?.session().roots[0]);
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

  /** The process of the row, else one of those alive in live sessions that the user chooses. */
  async #livingProcess(node: TreeNode | undefined): Promise<ProcessOfSession | undefined> {
    if (node?.kind === 'process') {
      const process = node.session.model?.process(node.process);
      return process === undefined ? undefined : { session: node.session, process };
    }
    const live = this.#parts.store.sessions().filter((session) => session.live === true);
    const items = live.flatMap((session) =>
      (session.model?.processes() ?? [])
        .filter(({ endUs }) => endUs === null)
        .map((process) => ({
          label: safeText(process.name),
          description: String(process.pid),
          detail: sessionTitle(session),
          chosen: { session, process },
        })),
    );
    const placeHolder = vscode.l10n.t('Choose a process');
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))
      ?.chosen;
  }

  async #chooseSession(
    fits: (session: ObservedSession) => boolean,
  ): Promise<ObservedSession | undefined> {
    const fitting = this.#parts.store.sessions().filter(fits);
    if (fitting.length <= 1) return fitting[0];
    const items = fitting.map((session) => ({
      label: sessionTitle(session),
      description: sessionSummary(session),
      session,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t('Choose a session'),
    });
    return chosen?.session;
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

const LAST_COMMAND = 'forkscope.lastCommand';

/** The arguments that a script was last launched with. */
export function rememberedArguments(memory: vscode.Memento, script: vscode.Uri): string[] {
  return parseArgsStringToArgv(memory.get<string>(argumentsKey(script), ''));
}

function argumentsKey(script: vscode.Uri): string {
  return `forkscope.arguments:${script.toString()}`;
}
