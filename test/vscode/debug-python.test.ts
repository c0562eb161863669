import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { shapeOf } from '../support/shape.ts';
import {
  debug,
  extensionRoot,
  folder,
  forkscope,
  next,
  show,
  traceOf,
  withSetting,
} from './support/debugging.ts';

const python = '/usr/bin/python3';

describe('debugging Python', function () {
  this.timeout(90_000);
  let restore: () => Thenable<void>;

  before(async function () {
    const missing = process.env.FORKSCOPE_TEST_NO_DEBUGPY;
    if (missing) {
      this.test?.parent?.tests.forEach((test) => {
        test.title += ` (skipped: ${missing})`;
      });
      this.skip();
    }
    restore = await withSetting('debug.observe', 'always');
  });
  after(async () => {
    await restore?.();
  });

  function program(): string {
    const path = join(folder().uri.fsPath, 'debugged.py');
    copyFileSync(join(extensionRoot(), 'test/programs/python/debugged.py'), path);
    return path;
  }

  for (const method of ['fork', 'spawn']) {
    it(`shows the tree, joins and daemons of the program, as without the debugger (${method})`, async () => {
      const path = program();
      const debugged = await debug({
        name: `Python: ${method}`,
        type: 'debugpy',
        request: 'launch',
        console: 'internalConsole',
        program: path,
        args: [method],
        python,
      });
      const trace = join(folder().uri.fsPath, `${method}.forkscope`);
      await forkscope('run', '--trace', trace, '--', python, path, method);
      assert.deepEqual(shapeOf(debugged), shapeOf(await show(trace)));
      assert.equal(debugged.session.complete, true);
    });
  }

  it('lets a debugger join a child by its PID, and stops it at a breakpoint', async function () {
    if (!canTrace()) this.skip();
    const path = join(folder().uri.fsPath, 'parent.py');
    const lines = [
      'import multiprocessing, time',
      'def count():',
      '    n = 0',
      '    while True:',
      '        n += 1',
      '        time.sleep(0.05)',
      'if __name__ == "__main__":',
      '    child = multiprocessing.Process(target=count, name="counter", daemon=True)',
      '    child.start()',
      '    child.join()',
    ];
    writeFileSync(path, lines.join('\n'));
    const interpreter = await withSetting('python.interpreter', python);
    const line = lines.findIndex((text) => text.includes('n += 1'));
    const breakpoint = new vscode.SourceBreakpoint(
      new vscode.Location(vscode.Uri.file(path), new vscode.Position(line, 0)),
    );
    vscode.debug.addBreakpoints([breakpoint]);
    const stopped = new vscode.EventEmitter<number>();
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('debugpy', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message) => {
          if (message.event === 'stopped') stopped.fire(message.body.threadId);
        },
      }),
    });
    try {
      void vscode.commands.executeCommand('forkscope.launchScript', vscode.Uri.file(path));
      const trace = await traceOf(/ run .*parent\.py/);
      let counter: number | undefined;
      while (counter === undefined) {
        await delay(100);
        const report = await show(trace);
        counter = report.processes.find(({ name }) => name === 'counter')?.pid;
      }
      const stop = next(stopped.event, () => true);
      const begun = next(vscode.debug.onDidStartDebugSession, () => true);
      await vscode.commands.executeCommand('forkscope.attachDebugger', counter);
      const session = await begun;
      assert.equal(session.configuration.processId, counter);
      const threadId = await stop;
      const { stackFrames } = await session.customRequest('stackTrace', { threadId });
      assert.equal(stackFrames[0].line, line + 1);
      const answer = await session.customRequest('evaluate', {
        expression: '__import__("os").getpid()',
        frameId: stackFrames[0].id,
      });
      assert.equal(Number(answer.result), counter);
      await vscode.debug.stopDebugging(session);
    } finally {
      vscode.debug.removeBreakpoints([breakpoint]);
      tracker.dispose();
      stopped.dispose();
      for (const task of vscode.tasks.taskExecutions) task.terminate();
      await interpreter();
    }
  });
});

/** Whether one process may trace another here, with what debugpy does it by. */
function canTrace(): boolean {
  try {
    execFileSync('gdb', ['--version']);
    return true;
  } catch {
    return false;
  }
}
