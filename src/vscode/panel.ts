import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';
import { DisposableStore } from '../model/disposable.ts';
import { FromPanel, type ToPanel } from '../protocol/panel-messages.ts';
import type { SessionFindings } from './findings/session-findings.ts';
import type { ObservedSession } from './observed-session.ts';
import { PanelFeed } from './panel-feed.ts';
import { fillView } from './panel-page.ts';
import { sessionTitle } from './session-label.ts';

export const PANEL_VIEW_TYPE = 'forkscope.panel';

export interface PanelActions {
  openSite(file: string, line: number): void;
  stopSession(session: ObservedSession): void;
  copyText(text: string): void;
  savePicture(kind: 'png' | 'svg', data: string, session: ObservedSession | undefined): void;
}

/** What the panel's user chose, kept for the workspace. */
export interface KeptChoices {
  get(): unknown;
  set(choices: unknown): void;
}

/** A process of the session that a panel shows. */
export interface PanelSelection {
  readonly session: ObservedSession;
  readonly process: string;
}

/** One timeline: a webview that shows one session at a time. */
export class Panel {
  readonly #view: vscode.WebviewPanel;
  readonly #actions: PanelActions;
  readonly #findings: SessionFindings;
  readonly #choices: KeptChoices;
  readonly #owned = new DisposableStore();
  readonly #validator = Compile(FromPanel);
  readonly #onDidDispose = new vscode.EventEmitter<void>();
  readonly #onDidSelect = new vscode.EventEmitter<PanelSelection>();
  #feed: PanelFeed | undefined;
  #session: ObservedSession | undefined;
  #selected: string | undefined;
  #ready = false;
  #showings = 0;

  readonly onDidDispose = this.#onDidDispose.event;
  /** Fires when the user selects a process. */
  readonly onDidSelect = this.#onDidSelect.event;

  constructor(
    view: vscode.WebviewPanel,
    dist: vscode.Uri,
    findings: SessionFindings,
    choices: KeptChoices,
    actions: PanelActions,
  ) {
    this.#view = view;
    this.#actions = actions;
    this.#findings = findings;
    this.#choices = choices;
    this.#owned.add(view.webview.onDidReceiveMessage((message) => this.#receive(message)));
    this.#owned.add(view.onDidDispose(() => this.dispose()));
    fillView(view, dist, 'timeline');
  }

  get session(): ObservedSession | undefined {
    return this.#session;
  }

  /** Shows a session, from its beginning unless it is shown already. */
  show(session: ObservedSession): void {
    if (this.#session !== session) {
      this.#session = session;
      this.#selected = undefined;
      this.#feedAnew();
    }
    if (!this.#view.visible) this.#view.reveal(undefined, true);
  }

  select(process: string): void {
    this.#selected = process;
    if (this.#feed !== undefined) {
      this.#post({ type: 'select-process', showing: this.#feed.showing, process });
    }
  }

  dispose(): void {
    this.#feed?.dispose();
    this.#owned.dispose();
    this.#onDidDispose.fire();
    this.#onDidDispose.dispose();
    this.#onDidSelect.dispose();
  }

  #feedAnew(): void {
    this.#feed?.dispose();
    this.#feed = undefined;
    const session = this.#session;
    if (!this.#ready || session === undefined) return;
    this.#showings += 1;
    const title = () => {
      const name = sessionTitle(session);
      // The editor of a trace is called as its file.
      if (this.#view.viewType === PANEL_VIEW_TYPE) this.#view.title = `Forkscope: ${name}`;
      return name;
    };
    this.#feed = new PanelFeed(session, this.#showings, this.#findings, title, (message) =>
      this.#post(message),
    );
    if (this.#selected !== undefined) this.select(this.#selected);
  }

  #receive(message: unknown): void {
    if (!this.#validator.Check(message)) return;
    switch (message.type) {
      case 'ready':
        // Comes again whenever the page was thrown away while hidden: it starts with nothing.
        this.#ready = true;
        this.#post({ type: 'adopt-choices', choices: this.#choices.get() });
        this.#feedAnew();
        return;
      case 'drawn':
        if (message.showing === this.#feed?.showing) this.#feed.acknowledge(message.count);
        return;
      case 'selected':
        if (message.showing === this.#feed?.showing && this.#session !== undefined) {
          this.#selected = message.process;
          this.#onDidSelect.fire({ session: this.#session, process: message.process });
        }
        return;
      case 'open-site':
        this.#actions.openSite(message.file, message.line);
        return;
      case 'keep-choices':
        this.#choices.set(message.choices);
        return;
      case 'copy-text':
        this.#actions.copyText(message.text);
        return;
      case 'save-picture':
        this.#actions.savePicture(message.kind, message.data, this.#session);
        return;
      case 'stop-session':
        if (message.showing === this.#feed?.showing && this.#session !== undefined) {
          this.#actions.stopSession(this.#session);
        }
        return;
    }
  }

  #post(message: ToPanel): void {
    void this.#view.webview.postMessage(message);
  }
}
