import * as vscode from 'vscode';
import type { ObservedSession } from './observed-session.ts';
import { sessionTitle } from './session-label.ts';

/** Asks where to save a picture of the panel (PNG in base64, SVG as text), and saves it there. */
export async function savePicture(
  kind: 'png' | 'svg',
  data: string,
  session: ObservedSession | undefined,
): Promise<void> {
  const title = session === undefined ? 'forkscope' : sessionTitle(session);
  const name = `${title.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.${kind}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [kind.toUpperCase()]: [kind] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(
    target,
    Buffer.from(data, kind === 'png' ? 'base64' : 'utf8'),
  );
}
