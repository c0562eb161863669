import type * as vscode from 'vscode';
import { draggedProcess } from './drag-rows.ts';
import type { Panels } from './panels.ts';
import type { SessionStore } from './session-store.ts';

export const TRACE_EDITOR_VIEW_TYPE = 'forkscope.trace';

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
    const session = this.#store.add(uri.fsPath);
    const process = draggedProcess(uri);
    if (process !== undefined && this.#panels.isShown(session)) {
      // The timeline that is there selects it: what was opened by the drop is not needed.
      view.dispose();
      void this.#panels.show(session, process);
      return;
    }
    this.#panels.showIn(view, session);
    if (process !== undefined) this.#panels.selectIfShown(session, process);
  }
}
