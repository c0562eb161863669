import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';
import { UserError } from '../model/user-error.ts';
import { FromPanel, type ToPanel } from '../protocol/panel-messages.ts';
import type { SessionFindings } from './findings/session-findings.ts';
import type { ObservedSession } from './observed-session.ts';
import { PanelFeed } from './panel-feed.ts';
import { fillView } from './panel-page.ts';
import type { RowArgument, RowChoice } from './row-choice.ts';
import { sessionTitle } from './session-label.ts';
import type { SessionStore } from './session-store.ts';

export const COMPARISON_VIEW_TYPE = 'forkscope.comparison';

const SHOWINGS = { a: 1, b: 2 } as const;

/** What a page keeps, so that it is there again after a reload of the window: the traces of both sides. */
const KeptState = Compile(Type.Object({ a: Type.String(), b: Type.String() }));

export interface ComparisonParts {
  readonly dist: vscode.Uri;
  readonly store: SessionStore;
  readonly findings: SessionFindings;
  readonly rows: RowChoice;
  openSite(file: string, line: number): void;
  showProcess(session: ObservedSession, process: string): void;
}

/** Two sessions beside each other: the window's comparisons, each in its own editor. */
export class Comparisons implements vscode.WebviewPanelSerializer {
  readonly #parts: ComparisonParts;
  readonly #validator = Compile(FromPanel);
  readonly #open = new Set<vscode.WebviewPanel>();

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
  }

  /** Compares the session of a row with one that the user chooses; the earlier one is A. */
  async choose(row: RowArgument): Promise<void> {
    const { rows, store } = this.#parts;
    if (store.sessions().length < 2) {
      throw new UserError('usage', vscode.l10n.t('There is no other session to compare with.'));
    }
    const one = await rows.session(row);
    if (one === undefined) return;
    const question = vscode.l10n.t('Compare {0} with', sessionTitle(one));
    const others = store.sessions().filter((each) => each !== one && each.header !== undefined);
    const other = await rows.chooseSession(others, question);
    if (other === undefined) return;
    const [a, b] = startOf(one) <= startOf(other) ? [one, other] : [other, one];
    this.#show(this.#create(a, b), a, b);
  }

  async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { store } = this.#parts;
    if (KeptState.Check(state)) this.#show(view, store.add(state.a), store.add(state.b));
    else view.dispose();
  }

  dispose(): void {
    for (const view of this.#open) view.dispose();
  }

  #create(a: ObservedSession, b: ObservedSession): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(
      COMPARISON_VIEW_TYPE,
      vscode.l10n.t('Compare {0} and {1}', sessionTitle(a), sessionTitle(b)),
      vscode.ViewColumn.Active,
      { enableScripts: true },
    );
  }

  #show(view: vscode.WebviewPanel, a: ObservedSession, b: ObservedSession): void {
    const { dist, findings } = this.#parts;
    const sides = { a, b };
    const post = (message: ToPanel) => void view.webview.postMessage(message);
    let fed: readonly PanelFeed[] = [];
    const begin = () => {
      for (const feed of fed) feed.dispose();
      const state = { a: a.traceFile, b: b.traceFile };
      post({ type: 'show-comparison', ...SHOWINGS, state });
      fed = (['a', 'b'] as const).map((side) => {
        const session = sides[side];
        return new PanelFeed(session, SHOWINGS[side], findings, () => titleOf(session), post);
      });
    };
    const listening = view.webview.onDidReceiveMessage((message: unknown) => {
      if (!this.#validator.Check(message)) return;
      // Comes again whenever the page was thrown away while hidden: it starts with nothing.
      if (message.type === 'ready') begin();
      else if (message.type === 'open-site') this.#parts.openSite(message.file, message.line);
      else if (message.type === 'drawn') {
        fed.find(({ showing }) => showing === message.showing)?.acknowledge(message.count);
      } else if (message.type === 'show-process') {
        const feed = fed.find(({ showing }) => showing === message.showing);
        if (feed !== undefined) this.#parts.showProcess(feed.session, message.process);
      }
    });
    this.#open.add(view);
    view.onDidDispose(() => {
      this.#open.delete(view);
      for (const feed of fed) feed.dispose();
      listening.dispose();
    });
    fillView(view, dist, 'comparison');
  }
}

/** Two runs of one program have the same name: the time tells them apart. */
function titleOf(session: ObservedSession): string {
  const { header } = session;
  const when = header === undefined ? '' : new Date(header.startedAt).toLocaleTimeString();
  return `${sessionTitle(session)} ${when}`.trim();
}

function startOf(session: ObservedSession): string {
  return session.header?.startedAt ?? '';
}
