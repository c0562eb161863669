import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Two joins in one loop after the other, as in a program that should be parallel. */
const SERIAL = `import multiprocessing
import time

if __name__ == "__main__":
    for _ in range(4):
        child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(0.5,))
        child.start()
        child.join()
`;

const CALM = SERIAL.replace('range(4)', 'range(1)');

async function write(name: string, text: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'forkscope');
}

/** Resolves when what we say of a file fits. */
function until(uri: vscode.Uri, fits: (said: vscode.Diagnostic[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!fits(ours(uri))) return;
      listener.dispose();
      resolve();
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

async function launch(uri: vscode.Uri): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess(() => {
      listener.dispose();
      resolve();
    });
  });
  await vscode.commands.executeCommand('forkscope.launchScript', uri);
  await ended;
}

describe('findings in Problems', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('stand at the line, with the page of their rule and the line of the join', async () => {
    const script = await write('serial.py', SERIAL);
    await launch(script);
    await until(script, (said) => /starts 4 processes/.test(said[0]?.message ?? ''));
    const [diagnostic, ...more] = ours(script);
    assert.deepEqual(more, []);
    assert.match(diagnostic?.message ?? '', /starts 4 processes here and joins each/);
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(diagnostic.range.start.line, 6);
    const { code } = diagnostic;
    assert.ok(typeof code === 'object');
    assert.equal(code.value, 'serial-starts');
    await vscode.workspace.fs.stat(code.target);
    assert.equal(diagnostic.relatedInformation?.[0]?.location.range.start.line, 7);
  });

  it('are withdrawn while the text is another one, and come back when it is undone', async () => {
    const script = await write('edited.py', SERIAL);
    await launch(script);
    await until(script, (said) => said.length === 1);
    const document = await vscode.workspace.openTextDocument(script);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# a new first line\n'));
    await until(script, (said) => said.length === 0);
    await vscode.commands.executeCommand('undo');
    await until(script, (said) => said.length === 1);
    await document.save();
  });

  it('are replaced by those of the next launch', async () => {
    const script = await write('mended.py', SERIAL);
    await launch(script);
    await until(script, (said) => said.length === 1);
    await write('mended.py', CALM);
    await launch(script);
    await until(script, (said) => said.length === 0);
  });

  it('are none where the setting says so', async () => {
    const settings = vscode.workspace.getConfiguration('forkscope.findings');
    const script = await write('silenced.py', SERIAL);
    await launch(script);
    await until(script, (said) => said.length === 1);
    const { Workspace } = vscode.ConfigurationTarget;
    await settings.update('disabled', ['serial-starts'], Workspace);
    try {
      await until(script, (said) => said.length === 0);
    } finally {
      await settings.update('disabled', undefined, Workspace);
    }
    await until(script, (said) => said.length === 1);
  });
});
