import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Resolves with the first event that fits. */
function next<T>(event: vscode.Event<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const listener = event((value) => {
      if (!fits(value)) return;
      listener.dispose();
      resolve(value);
    });
  });
}

function folder(): vscode.Uri {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(uri);
  return uri;
}

async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder(), name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

function taskEnd(name: string): Promise<vscode.TaskProcessEndEvent> {
  return next(vscode.tasks.onDidEndTaskProcess, ({ execution }) => execution.task.name === name);
}

describe('launching', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('runs a script in a terminal, shows the timeline, and ends as the script ends', async () => {
    const script = await write('three.py', 'import sys\nsys.exit(3)\n');
    const ended = taskEnd('three.py');
    await vscode.commands.executeCommand('forkscope.launchScript', script);
    assert.equal((await ended).exitCode, 3);
    const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) =>
      tabs.map(({ label }) => label),
    );
    assert.ok(
      labels.some((label) => label.startsWith('Forkscope')),
      `a timeline among ${labels}`,
    );
  });

  it('saves the script of the editor first', async () => {
    const script = await write('dirty.py', 'raise SystemExit(1)\n');
    const document = await vscode.workspace.openTextDocument(script);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 17, 0, 18), '5'));
    assert.equal(document.isDirty, true);
    const ended = taskEnd('dirty.py');
    await vscode.commands.executeCommand('forkscope.launchScript');
    assert.equal((await ended).exitCode, 5);
    assert.equal(document.isDirty, false);
  });

  it('uses the interpreter of the setting', async () => {
    const interpreter = await write('my-python', '#!/bin/sh\nexit 42\n');
    await vscode.workspace.fs.stat(interpreter);
    const { chmodSync } = await import('node:fs');
    chmodSync(interpreter.fsPath, 0o755);
    const settings = vscode.workspace.getConfiguration('forkscope');
    await settings.update(
      'python.interpreter',
      interpreter.fsPath,
      vscode.ConfigurationTarget.Workspace,
    );
    try {
      const script = await write('any.py', '');
      const ended = taskEnd('any.py');
      await vscode.commands.executeCommand('forkscope.launchScript', script);
      assert.equal((await ended).exitCode, 42);
    } finally {
      await settings.update('python.interpreter', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('runs a task of tasks.json under the recorder', async () => {
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(folder(), '.vscode'));
    const task = { type: 'forkscope', label: 'seven', command: 'bash', args: ['-c', 'exit 7'] };
    await write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
    let found: vscode.Task | undefined;
    while (found === undefined) {
      const tasks = await vscode.tasks.fetchTasks();
      found = tasks.find(({ name }) => name === 'seven');
    }
    const ended = taskEnd('seven');
    await vscode.tasks.executeTask(found);
    assert.equal((await ended).exitCode, 7);
  });
});
