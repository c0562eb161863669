import * as vscode from 'vscode';
import type { Finding } from '../model/findings/finding.ts';
import { ruleOf } from '../model/findings/registry.ts';
import { safeText } from '../model/safe-text.ts';
import type { ProcessView } from '../model/views.ts';
import type { SessionFindings } from './findings/session-findings.ts';
import type { ObservedSession } from './observed-session.ts';
import { sessionSummary, sessionTitle } from './session-label.ts';
import type { SessionStore } from './session-store.ts';
import type { TreeNode } from './session-tree.ts';
import type { ProcessOfSession } from './stopping.ts';

/** How long a redrawn tree may take to know its selection again. */
const REDRAWN_LOOKS = 10;
const LOOK_MS = 50;

/** What a key in the sidebar is given as its argument: it is about the selected row. */
const SELECTION = 'selection';

/** What a command is called with: a row from its menu, `SELECTION` from a key, nothing from the palette. */
export type RowArgument = TreeNode | typeof SELECTION | undefined;

export const isLive = ({ live }: ObservedSession): boolean => live === true;
export const isClosed = ({ live }: ObservedSession): boolean => live !== true;
export const isWatched = ({ live, header }: ObservedSession): boolean =>
  live === true && header?.origin === 'watch';
export const isAlive = ({ process, session }: ProcessOfSession): boolean =>
  process.endUs === null && session.live === true;
export const isSited = ({ process }: ProcessOfSession): boolean => process.startSite !== null;

export interface FindingOfSession {
  readonly session: ObservedSession;
  readonly finding: Finding;
}

/**
 * What a command is about: the row of the sidebar that it was called on, whether it fits or not, else
 * what the user chooses of all that fits. Undefined where there is nothing to choose, or nothing was chosen.
 */
export class RowChoice implements vscode.Disposable {
  readonly #store: SessionStore;
  readonly #findings: SessionFindings;
  readonly #listening: vscode.Disposable;
  readonly #tree: vscode.TreeView<TreeNode>;
  /** Kept here: while the tree is drawn anew, it says that nothing is selected. */
  #selected: TreeNode | undefined;

  constructor(store: SessionStore, findings: SessionFindings, tree: vscode.TreeView<TreeNode>) {
    this.#store = store;
    this.#findings = findings;
    this.#tree = tree;
    this.#listening = tree.onDidChangeSelection(({ selection }) => {
      this.#selected = selection[0];
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  /** The session that a row is of; a key on a row below it does not mean the session. */
  async session(
    row: RowArgument,
    fits: (session: ObservedSession) => boolean = () => true,
  ): Promise<ObservedSession | undefined> {
    const node = await this.#nodeOf(row);
    if (node !== undefined) {
      return row === SELECTION && node.kind !== 'session' ? undefined : node.session;
    }
    const fitting = this.#store.sessions().filter(fits);
    return fitting.length <= 1 ? fitting[0] : await this.chooseSession(fitting);
  }

  /** The process of a row. */
  async process(
    row: RowArgument,
    fits: (process: ProcessOfSession) => boolean = () => true,
  ): Promise<ProcessOfSession | undefined> {
    const node = await this.#nodeOf(row);
    if (node === undefined) return await this.#chooseProcess(fits);
    if (node.kind !== 'process') return undefined;
    const process = node.session.model?.process(node.process);
    if (process === undefined) return undefined;
    return { session: node.session, process };
  }

  /** A live session, with the process where the row is one of a process. */
  async live(
    row: RowArgument,
  ): Promise<{ session: ObservedSession; process?: ProcessView } | undefined> {
    const node = await this.#nodeOf(row);
    if (node?.kind === 'process') return await this.process(node);
    const session = await this.session(node, isLive);
    return session === undefined ? undefined : { session };
  }

  /** The finding of a row. */
  async finding(row: RowArgument): Promise<FindingOfSession | undefined> {
    const node = await this.#nodeOf(row);
    if (node === undefined) return await this.#chooseFinding();
    if (node.kind !== 'finding') return undefined;
    const { session } = node;
    const finding = this.#findings.of(session).find(({ id }) => id === node.finding);
    return finding === undefined ? undefined : { session, finding };
  }

  /** What the user chooses of some sessions. */
  async chooseSession(
    sessions: readonly ObservedSession[],
    placeHolder = vscode.l10n.t('Choose a session'),
  ): Promise<ObservedSession | undefined> {
    const items = sessions.map((session) => ({
      label: sessionTitle(session),
      description: sessionSummary(session),
      session,
    }));
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.session;
  }

  async #nodeOf(row: RowArgument): Promise<TreeNode | undefined> {
    if (row !== SELECTION) return row;
    // A row that is clicked while the tree is drawn anew is told of as none, and known once that is over.
    for (let looks = 0; looks < REDRAWN_LOOKS; looks += 1) {
      const selected = this.#tree.selection[0] ?? this.#selected;
      if (selected !== undefined) return selected;
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
    return undefined;
  }

  async #chooseProcess(
    fits: (process: ProcessOfSession) => boolean,
  ): Promise<ProcessOfSession | undefined> {
    const items = this.#store
      .sessions()
      .flatMap((session) =>
        (session.model?.processes() ?? []).map((process) => ({ session, process })),
      )
      .filter((each) => each.process.role !== 'helper' && fits(each))
      .map((chosen) => ({
        label: safeText(chosen.process.name),
        description: String(chosen.process.pid),
        detail: sessionTitle(chosen.session),
        chosen,
      }));
    const placeHolder = vscode.l10n.t('Choose a process');
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))
      ?.chosen;
  }

  async #chooseFinding(): Promise<FindingOfSession | undefined> {
    const items = this.#store.sessions().flatMap((session) =>
      this.#findings.of(session).map((finding) => ({
        label: ruleOf(finding.rule)?.title(vscode.l10n.t) ?? finding.rule,
        description: sessionTitle(session),
        detail: finding.message,
        chosen: { session, finding },
      })),
    );
    const placeHolder = vscode.l10n.t('Choose a finding');
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.chosen;
  }
}
