import type * as vscode from 'vscode';
import type { Panels } from './panels.ts';
import type { SessionStore } from './session-store.ts';

export const TRACE_EDITOR_VIEW_TYPE = 'forkscope.trace';

/** Opens trace files as what they record: a session's timeline, to be read and not to be changed. */
export class TraceEditor implements vscode.CustomReadonlyEditorProvider {
  readonly #store: SessionStore;
  readonly #panels: Panels;
  #dragged: { readonly traceFile: string; readonly process: string } | undefined;

  constructor(store: SessionStore, panels: Panels) {
    this.#store = store;
    this.#panels = panels;
  }

  /**
   * A process is being dragged: where its trace is opened next, it is selected. It cannot be in the
   * dragged URI, whose fragment the editor takes for a line.
   */
  drag(traceFile: string, process: string): void {
    this.#dragged = { traceFile, process };
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  /** Where the file cannot be read, the timeline says why. */
  resolveCustomEditor({ uri }: vscode.CustomDocument, view: vscode.WebviewPanel): void {
    const dragged = this.#dragged;
    this.#dragged = undefined;
    const process = dragged?.traceFile === uri.fsPath ? dragged.process : undefined;
    this.#panels.showIn(view, this.#store.add(uri.fsPath), process);
  }
}
