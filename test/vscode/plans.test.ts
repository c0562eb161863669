import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { folder, next, recordingEnded, show, traceOf } from './support/debugging.ts';

async function write(name: string, value: unknown): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder().uri, name);
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

async function taskOf(task: object, name: string): Promise<vscode.Task> {
  const label = { label: name };
  await write('.vscode/tasks.json', { version: '2.0.0', tasks: [{ ...task, ...label }] });
  for (;;) {
    const tasks = await vscode.tasks.fetchTasks();
    const found = tasks.find((each) => each.name === name);
    if (found !== undefined) return found;
  }
}

/** Runs a task to its end; resolves with its exit code and the names of the processes recorded. */
async function runTask(task: vscode.Task) {
  const ended = next(
    vscode.tasks.onDidEndTaskProcess,
    ({ execution }) => execution.task.name === task.name,
  );
  await vscode.tasks.executeTask(task);
  const trace = await traceOf(/ --plan /);
  await write('go', '');
  const { exitCode } = await ended;
  await recordingEnded(trace);
  const { processes } = await show(trace);
  const names = processes.filter(({ role }) => role === 'child').map(({ name }) => name);
  return { exitCode, names };
}

const FIRST = 'until [ -e go ]; do sleep 0.05; done; echo first >> ran';

/** Processes that write down that they ran, once they may; the daemon would run for ever. */
const processes = [
  { name: 'watch', command: 'sleep', args: ['300'], daemon: true },
  { name: 'first', command: 'bash', args: ['-c', FIRST] },
  { name: 'second', command: 'bash', args: ['-c', 'echo second >> ran; exit 4'], after: ['first'] },
];

describe('launch plans', function () {
  this.timeout(60_000);
  const ran = () => readFileSync(join(folder().uri.fsPath, 'ran'), 'utf8');

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['ran', 'go']) rmSync(join(folder().uri.fsPath, name), { force: true });
  });

  it('run as a task that says them itself', async () => {
    const task = await taskOf({ type: 'forkscope', processes }, 'plan in place');
    const { exitCode, names } = await runTask(task);
    assert.equal(exitCode, 4);
    assert.equal(ran(), 'first\nsecond\n');
    for (const { name } of processes) assert.ok(names.includes(name), `${name} of ${names}`);
  });

  it('run as a task that names their file', async () => {
    await write('all.plan.json', { processes });
    const task = await taskOf({ type: 'forkscope', plan: 'all.plan.json' }, 'plan in a file');
    const { exitCode, names } = await runTask(task);
    assert.equal(exitCode, 4);
    assert.equal(ran(), 'first\nsecond\n');
    assert.ok(names.includes('watch'));
  });

  const circle = [
    { name: 'hen', command: 'true', after: ['egg'] },
    { name: 'egg', command: 'true', after: ['hen'] },
  ];

  /** The first problem of a document about circles, and the text of its line. */
  async function circleIn(uri: vscode.Uri): Promise<string> {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    for (;;) {
      const found = vscode.languages
        .getDiagnostics(uri)
        .find(({ message }) => /for ever: hen, egg, hen/.test(message));
      if (found !== undefined) return document.lineAt(found.range.start.line).text.trim();
      await next(vscode.languages.onDidChangeDiagnostics, () => true);
    }
  }

  it('show their circles on the line, in their file', async () => {
    const uri = await write('circle.plan.json', { processes: circle });
    assert.equal(await circleIn(uri), '"egg"');
  });

  it('show their circles on the line, in tasks.json', async () => {
    const other = { type: 'shell', label: 'other', command: 'true' };
    const task = { type: 'forkscope', label: 'circle', processes: circle };
    const uri = await write('.vscode/tasks.json', { version: '2.0.0', tasks: [other, task] });
    assert.equal(await circleIn(uri), '"egg"');
  });

  it('show what their schema forbids', async () => {
    const uri = await write('typo.plan.json', {
      processes: [{ name: 'a', command: 'true', afetr: [] }],
    });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    for (;;) {
      const [problem] = vscode.languages.getDiagnostics(uri);
      if (problem !== undefined) {
        assert.match(problem.message, /afetr/);
        return;
      }
      await next(vscode.languages.onDidChangeDiagnostics, () => true);
    }
  });
});
