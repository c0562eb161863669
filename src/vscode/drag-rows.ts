import * as vscode from 'vscode';
import type { TreeNode } from './session-tree.ts';

/** Begins a fragment: the editor takes one that begins with a number for a line, and takes it off. */
const PROCESS = 'process=';

/**
 * Rows of the sidebar can be dragged to where editors are: the timeline opens there. What is dragged is
 * the file of the session's trace; as its fragment the process that is to be selected.
 */
export class DragRows implements vscode.TreeDragAndDropController<TreeNode> {
  readonly dragMimeTypes = ['text/uri-list'];
  readonly dropMimeTypes = [];

  handleDrag([node]: readonly TreeNode[], data: vscode.DataTransfer): void {
    if (node === undefined) return;
    const file = vscode.Uri.file(node.session.traceFile);
    const uri =
      node.kind === 'process' ? file.with({ fragment: `${PROCESS}${node.process}` }) : file;
    data.set('text/uri-list', new vscode.DataTransferItem(uri.toString()));
  }
}

/** The process that was dragged with its trace; undefined where it was the trace alone. */
export function draggedProcess({ fragment }: vscode.Uri): string | undefined {
  return fragment.startsWith(PROCESS) ? fragment.slice(PROCESS.length) : undefined;
}
