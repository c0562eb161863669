import * as vscode from 'vscode';
import type { SessionFindings } from './findings/session-findings.ts';
import type { ObservedSession } from './observed-session.ts';
import {
  type KeptChoices,
  PANEL_VIEW_TYPE,
  Panel,
  type PanelActions,
  type PanelSelection,
} from './panel.ts';
import type { SessionStore } from './session-store.ts';

/**
 * The window's timelines: one that is opened when asked for and restored after a reload, and those in
 * editors of trace files, each of which shows its own session.
 */
export class Panels implements vscode.WebviewPanelSerializer {
  readonly #dist: vscode.Uri;
  readonly #store: SessionStore;
  readonly #findings: SessionFindings;
  readonly #actions: PanelActions;
  readonly #memory: vscode.Memento;
  readonly #onDidSelect = new vscode.EventEmitter<PanelSelection>();
  readonly #ofTraces = new Set<Panel>();
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

  /** Shows `session`, where it is shown already if it is, and selects a process of it. */
  async show(session: ObservedSession, process?: string): Promise<void> {
    const own = this.#showing(session).at(0);
    const panel = own ?? (await this.open());
    panel.show(session);
    if (process !== undefined) panel.select(process);
    if (panel === this.#panel) await this.#memory.update(SHOWN_TRACE, session.traceFile);
  }

  /** Shows the session of a trace file in the editor that has been opened for that. */
  showIn(view: vscode.WebviewPanel, session: ObservedSession, process?: string): void {
    const panel = this.#create(view);
    this.#ofTraces.add(panel);
    panel.onDidDispose(() => this.#ofTraces.delete(panel));
    panel.show(session);
    if (process !== undefined) panel.select(process);
  }

  /** Selects a process of `session` in the timelines that show that one. */
  selectIfShown(session: ObservedSession, process: string): void {
    for (const panel of this.#showing(session)) panel.select(process);
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
    for (const panel of this.#all()) panel.dispose();
    this.#onDidSelect.dispose();
  }

  #all(): Panel[] {
    return [...(this.#panel === undefined ? [] : [this.#panel]), ...this.#ofTraces];
  }

  #showing(session: ObservedSession): Panel[] {
    return this.#all().filter((panel) => panel.session === session);
  }

  #adopt(view: vscode.WebviewPanel): Panel {
    const panel = this.#create(view);
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    return panel;
  }

  #create(view: vscode.WebviewPanel): Panel {
    const panel = new Panel(view, this.#dist, this.#findings, this.#choices(), this.#actions);
    panel.onDidSelect((selection) => this.#onDidSelect.fire(selection));
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
