import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';
import { DisposableStore } from '../../model/disposable.ts';
import { openLine } from '../commands.ts';
import type { Panels } from '../panels.ts';
import type { SessionStore } from '../session-store.ts';
import type { TreeNode } from '../session-tree.ts';
import type { Debuggee, Debuggees } from './debuggees.ts';

/** The part of the debugger's answer that is read. */
const StackTrace = Compile(
  Type.Object({
    stackFrames: Type.Array(
      Type.Object({
        line: Type.Integer({ minimum: 1 }),
        source: Type.Optional(Type.Object({ path: Type.Optional(Type.String()) })),
      }),
    ),
  }),
);

export interface FollowParts {
  readonly store: SessionStore;
  readonly debuggees: Debuggees;
  readonly tree: vscode.TreeView<TreeNode>;
  readonly panels: Panels;
}

/**
 * Keeps the selected process and the debugger's focus together. The focused debug session selects its
 * process, in the sidebar and the timeline if they are in sight. The other way no API of the editor
 * leads: selecting a process that is stopped in its debugger shows the line where it stands.
 */
export class FollowDebugger {
  readonly #parts: FollowParts;
  readonly #owned = new DisposableStore();

  constructor(parts: FollowParts) {
    this.#parts = parts;
    const { debuggees, tree, panels } = parts;
    this.#owned.add(
      vscode.debug.onDidChangeActiveDebugSession((session) => {
        const debuggee = debuggees.ofSession(session);
        if (debuggee !== undefined) void this.#reveal(debuggee.pid);
      }),
    );
    this.#owned.add(
      tree.onDidChangeSelection(({ selection: [node] }) => {
        if (node?.kind === 'process') void this.#selected(node);
      }),
    );
    this.#owned.add(
      panels.onDidSelect(({ session, process }) =>
        this.#selected({ kind: 'process', session, process }),
      ),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #reveal(pid: number): Promise<void> {
    const node = nodeOf(this.#parts.store, pid);
    if (node === undefined) return;
    const { tree, panels } = this.#parts;
    panels.selectIfShown(node.session, node.process);
    const [selected] = tree.selection;
    const isSelected = selected?.kind === 'process' && selected.process === node.process;
    if (tree.visible && !isSelected) await tree.reveal(node, { select: true, focus: false });
  }

  async #selected({ session, process }: ProcessNode): Promise<void> {
    const view = session.model?.process(process);
    if (view === undefined || view.endUs !== null) return;
    const debuggee = this.#parts.debuggees.ofProcess(view.pid);
    if (debuggee === undefined || debuggee.session === vscode.debug.activeDebugSession) return;
    await showWhereItStands(debuggee);
  }
}

type ProcessNode = Extract<TreeNode, { kind: 'process' }>;

/** The row of a living process in the sessions that are recorded now. */
export function nodeOf(store: SessionStore, pid: number): ProcessNode | undefined {
  for (const session of store.sessions()) {
    if (session.live !== true) continue;
    const process = session.model
      ?.processes()
      .findLast((each) => each.pid === pid && each.endUs === null);
    if (process !== undefined) return { kind: 'process', session, process: process.id };
  }
  return undefined;
}

async function showWhereItStands({ session, stoppedThread }: Debuggee): Promise<void> {
  if (stoppedThread === undefined) return;
  const about = { threadId: stoppedThread, startFrame: 0, levels: 1 };
  const reply: unknown = await session.customRequest('stackTrace', about);
  const frame = StackTrace.Check(reply) ? reply.stackFrames[0] : undefined;
  const path = frame?.source?.path;
  if (frame !== undefined && path !== undefined) await openLine(uriOf(path), frame.line);
}

/** The protocol calls it a path; in a remote window the JavaScript debugger gives the whole URI. */
function uriOf(path: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? vscode.Uri.parse(path) : vscode.Uri.file(path);
}
