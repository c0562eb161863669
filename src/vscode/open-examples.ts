import * as vscode from 'vscode';

/** Name of the folder that the examples are copied to. */
const FOLDER = 'forkscope-examples';

/**
 * Copies the examples to a folder of the user's choice and offers to open it; undefined when the user
 * chose none. What is there already stays.
 * @param examples where they are installed.
 */
export async function openExamples(examples: vscode.Uri): Promise<void> {
  const { l10n } = vscode;
  const [parent] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Choose a Folder for the Examples'),
      openLabel: l10n.t('Copy Examples Here'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (parent === undefined) return;
  const target = vscode.Uri.joinPath(parent, FOLDER);
  if (!(await exists(target))) await vscode.workspace.fs.copy(examples, target);
  const open = l10n.t('Open Folder');
  const openInNew = l10n.t('Open in New Window');
  const message = l10n.t('The examples are in {0}.', target.fsPath);
  const chosen = await vscode.window.showInformationMessage(message, open, openInNew);
  if (chosen === undefined) return;
  const forceNewWindow = chosen === openInNew;
  await vscode.commands.executeCommand('vscode.openFolder', target, { forceNewWindow });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
