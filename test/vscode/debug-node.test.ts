import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { shapeOf } from '../support/shape.ts';
import {
  debug,
  folder,
  forkscope,
  next,
  recordingEnded,
  show,
  traceOf,
  withSetting,
} from './support/debugging.ts';

const main = `
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
const child = fork(new URL('./child.mjs', import.meta.url));
await once(child, 'exit');
const command = spawn('sleep', ['0.3']);
await once(command, 'exit');
`;

describe('debugging Node.js', function () {
  this.timeout(120_000);
  let path: string;
  let restore: () => Thenable<void>;

  before(async () => {
    path = join(folder().uri.fsPath, 'main.mjs');
    writeFileSync(path, main);
    writeFileSync(
      join(folder().uri.fsPath, 'child.mjs'),
      "import { spawnSync } from 'node:child_process'; spawnSync('sleep', ['0.4']);\n",
    );
    restore = await withSetting('debug.observe', 'always');
  });
  after(() => restore());

  for (const type of ['node', 'pwa-node']) {
    it(`shows the tree of the program, as without the debugger (${type})`, async () => {
      const debugged = await debug({
        name: `Node: ${type}`,
        type,
        request: 'launch',
        program: path,
        console: 'internalConsole',
      });
      const trace = join(folder().uri.fsPath, `${type}.forkscope`);
      await forkscope('run', '--trace', trace, '--', 'node', path);
      assert.deepEqual(shapeOf(debugged), shapeOf(await show(trace)));
      assert.equal(debugged.session.complete, true);
    });
  }

  it('observes a script that is debugged with Forkscope, whatever the setting says', async () => {
    const never = await withSetting('debug.observe', 'never');
    try {
      const ended = next(
        vscode.debug.onDidTerminateDebugSession,
        ({ name }) => name === 'main.mjs',
      );
      const script = vscode.Uri.file(path);
      await vscode.commands.executeCommand('forkscope.debugScript', script);
      const trace = await traceOf(/ observe .*main\.mjs/);
      await ended;
      await recordingEnded(trace);
      const report = await show(trace);
      assert.equal(report.processes[0]?.name, 'main.mjs');
      const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map((t) => t.label));
      assert.ok(labels.includes('Forkscope: main.mjs'), `a timeline among ${labels}`);
    } finally {
      await never();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });

  it('leaves a debug session alone where the setting says so', async () => {
    const never = await withSetting('debug.observe', 'never');
    try {
      const name = 'Node: unobserved';
      const begun = next(vscode.debug.onDidStartDebugSession, (session) => session.name === name);
      const ended = next(
        vscode.debug.onDidTerminateDebugSession,
        (session) => session.name === name,
      );
      const launch = { name, type: 'node', request: 'launch', program: path };
      await vscode.debug.startDebugging(folder(), launch);
      const { configuration } = await begun;
      assert.doesNotMatch(JSON.stringify(configuration), /forkscope_|FORKSCOPE|__forkscope/);
      await ended;
    } finally {
      await never();
    }
  });

  it('lets a debugger join a child by its PID, and stops it at a breakpoint', async () => {
    const looping = join(folder().uri.fsPath, 'looping.mjs');
    const lines = ['let n = 0;', 'setInterval(() => {', '  n += 1;', '}, 50);'];
    writeFileSync(looping, lines.join('\n'));
    const parent = join(folder().uri.fsPath, 'looping-parent.mjs');
    writeFileSync(
      parent,
      "import { fork } from 'node:child_process';\nfork(new URL('./looping.mjs', import.meta.url));\n",
    );
    const breakpoint = new vscode.SourceBreakpoint(
      new vscode.Location(vscode.Uri.file(looping), new vscode.Position(2, 0)),
    );
    vscode.debug.addBreakpoints([breakpoint]);
    const stopped = new vscode.EventEmitter<vscode.DebugSession>();
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker: (session) => ({
        onDidSendMessage: (message) => {
          if (message.event === 'stopped') stopped.fire(session);
        },
      }),
    });
    try {
      void vscode.commands.executeCommand('forkscope.launchScript', vscode.Uri.file(parent));
      const trace = await traceOf(/ run .*looping-parent\.mjs/);
      let child: number | undefined;
      while (child === undefined) {
        await delay(100);
        const report = await show(trace);
        child = report.processes.find(({ name }) => name === 'looping.mjs')?.pid;
      }
      const stop = next(stopped.event, () => true);
      await vscode.commands.executeCommand('forkscope.attachDebugger', child);
      const session = await stop;
      const answer = await session.customRequest('evaluate', { expression: 'process.pid' });
      assert.equal(Number(answer.result), child);
      await vscode.debug.stopDebugging();
    } finally {
      vscode.debug.removeBreakpoints([breakpoint]);
      tracker.dispose();
      stopped.dispose();
      for (const task of vscode.tasks.taskExecutions) task.terminate();
    }
  });

  /** Launches a script, and gives the report of its session with the PID that a debugger has joined. */
  async function joinedByRule(script: string) {
    const evaluated = new vscode.EventEmitter<number>();
    const begun = vscode.debug.onDidStartDebugSession(async (session) => {
      // The JavaScript debugger has a session above, which evaluates nothing.
      const expression = 'process.pid';
      const answer = await session.customRequest('evaluate', { expression }).then(
        ({ result }) => Number(result),
        () => undefined,
      );
      if (answer !== undefined) evaluated.fire(answer);
    });
    try {
      const joined = next(evaluated.event, () => true);
      const uri = vscode.Uri.file(join(folder().uri.fsPath, script));
      void vscode.commands.executeCommand('forkscope.launchScript', uri);
      const trace = await traceOf(new RegExp(` run .*${script.replace('.', '\\.')}`));
      const pid = await joined;
      const report = await show(trace);
      await vscode.debug.stopDebugging();
      return { pid, report };
    } finally {
      begun.dispose();
      evaluated.dispose();
      for (const task of vscode.tasks.taskExecutions) task.terminate();
    }
  }

  const write = (name: string, text: string) =>
    writeFileSync(join(folder().uri.fsPath, name), text);

  it('joins by itself what another one waits for in vain, where the rule says so', async () => {
    write('idle.mjs', 'setInterval(() => {}, 1e6);\n');
    write(
      'waiting.mjs',
      "import { fork } from 'node:child_process';\nimport { once } from 'node:events';\n" +
        "await once(fork(new URL('./idle.mjs', import.meta.url)), 'exit');\n",
    );
    const rule = await withSetting('debug.attachWhen', 'blocked');
    const patience = await withSetting('debug.attachAfter', 1);
    try {
      const { pid, report } = await joinedByRule('waiting.mjs');
      assert.equal(report.processes.find(({ name }) => name === 'idle.mjs')?.pid, pid);
    } finally {
      await patience();
      await rule();
    }
  });

  it('joins by itself what is started in the place of one that crashed', async () => {
    write(
      'fragile.mjs',
      "if (process.argv[2] === '0') throw new Error('broken');\nsetInterval(() => {}, 1e6);\n",
    );
    write(
      'keeper.mjs',
      "import { fork } from 'node:child_process';\nimport { once } from 'node:events';\n" +
        "for (const turn of ['0', '1'])\n" +
        "  await once(fork(new URL('./fragile.mjs', import.meta.url), [turn]), 'exit');\n",
    );
    const rule = await withSetting('debug.attachWhen', 'crashed');
    try {
      const { pid, report } = await joinedByRule('keeper.mjs');
      const [crashed, replacement] = report.processes.filter(({ name }) => name === 'fragile.mjs');
      assert.deepEqual(crashed?.exit, { code: 1 });
      assert.equal(replacement?.pid, pid);
    } finally {
      await rule();
    }
  });
});
