import * as vscode from 'vscode';
import type { SessionFindings } from './findings/session-findings.ts';
import type { ObservedSession } from './observed-session.ts';
import { type KeptChoices, Panel, type PanelActions, type PanelSelection } from './panel.ts';
import type { SessionStore } from './session-store.ts';

export const PANEL_VIEW_TYPE = 'forkscope.panel';

/** The window's timeline: opened when asked for, restored after a reload. */
export class Panels implements vscode.WebviewPanelSerializer {
  readonly #dist: vscode.Uri;
  readonly #store: SessionStore;
  readonly #findings: SessionFindings;
  readonly #actions: PanelActions;
  readonly #memory: vscode.Memento;
  readonly #onDidSelect = new vscode.EventEmitter<PanelSelection>();
  #panel: Panel | undefined;

  /** Fires when the user selects a process in the timeline. */
  readonly onDidSelect = this.#onDidSelect.event;

  constructor(
    dist: vscode.Uri,
    store: SessionStore,
    findings: SessionFindings,
    memory: vscode.Memento,
    actions: PanelActions,
  ) {
    this.#dist = dist;
    this.#store = store;
    this.#findings = findings;
    this.#memory = memory;
    this.#actions = actions;
  }

  /** Opens the timeline, still without a session if it is new. */
  async open(): Promise<Panel> {
    this.#panel ??= this.#adopt(await openPanel());
    return this.#panel;
  }

  /** Shows `session`, and selects a process of it. */
  async show(session: ObservedSession, process?: string): Promise<void> {
    const panel = await this.open();
    panel.show(session);
    if (process !== undefined) panel.select(process);
    await this.#memory.update(SHOWN_TRACE, session.traceFile);
  }

  /** Selects a process of `session` if the timeline shows that one. */
  selectIfShown(session: ObservedSession, process: string): void {
    if (this.#panel?.session === session) this.#panel.select(process);
  }

  async deserializeWebviewPanel(view: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#panel = this.#adopt(view);
    const trace = this.#memory.get(SHOWN_TRACE);
    const session = this.#store.sessions().find(({ traceFile }) => traceFile === trace);
    if (session !== undefined) this.#panel.show(session);
    else if (typeof trace === 'string') this.#panel.show(this.#store.add(trace));
  }

  #choices(): KeptChoices {
    return {
      get: () => this.#memory.get(CHOICES),
      set: (choices) => void this.#memory.update(CHOICES, choices),
    };
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#onDidSelect.dispose();
  }

  #adopt(view: vscode.WebviewPanel): Panel {
    const panel = new Panel(view, this.#dist, this.#findings, this.#choices(), this.#actions);
    panel.onDidSelect((selection) => this.#onDidSelect.fire(selection));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    return panel;
  }
}

const CHOICES = 'forkscope.panel.choices';
/** Trace that the panel showed last, so that it shows it again after a reload. */
const SHOWN_TRACE = 'forkscope.panel.trace';

async function openPanel(): Promise<vscode.WebviewPanel> {
  const viewColumn = await roomForPanel();
  return vscode.window.createWebviewPanel(
    PANEL_VIEW_TYPE,
    'Forkscope',
    { viewColumn, preserveFocus: true },
    { enableScripts: true },
  );
}

/** Makes room where the user wants the timeline; the script stays in sight unless it is `active`. */
async function roomForPanel(): Promise<vscode.ViewColumn> {
  const location = vscode.workspace.getConfiguration('forkscope').get<string>('panel.location');
  if (location === 'active') return vscode.ViewColumn.Active;
  if (location === 'beside' || vscode.window.tabGroups.all.length > 1) {
    return vscode.ViewColumn.Beside;
  }
  // No API opens an editor below another. The timeline wants more height than the script.
  await vscode.commands.executeCommand('vscode.setEditorLayout', {
    orientation: 1,
    groups: [{ size: 0.35 }, { size: 0.65 }],
  });
  return vscode.ViewColumn.Two;
}
