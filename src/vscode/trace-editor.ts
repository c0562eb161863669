import * as vscode from 'vscode';
import type { Panels } from './panels.ts';
import type { SessionStore } from './session-store.ts';

export const TRACE_EDITOR_VIEW_TYPE = 'forkscope.trace';

/**
 * Where the editor finds a session, and a process of it: a row of the sidebar that is dragged into the
 * editor area opens there.
 */
export function traceUri(traceFile: string, process = ''): vscode.Uri {
  return vscode.Uri.file(traceFile).with({ fragment: process });
}

/** Opens trace files as what they record: a session's timeline, to be read and not to be changed. */
export class TraceEditor implements vscode.CustomReadonlyEditorProvider {
  readonly #store: SessionStore;
  readonly #panels: Panels;

  constructor(store: SessionStore, panels: Panels) {
    this.#store = store;
    this.#panels = panels;
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  /** Where the file cannot be read, the timeline says why. */
  resolveCustomEditor({ uri }: vscode.CustomDocument, view: vscode.WebviewPanel): void {
    this.#panels.showIn(view, this.#store.add(uri.fsPath), uri.fragment);
  }
}
