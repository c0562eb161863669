import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LaunchTarget, PlanTarget } from './launch-target.ts';
import { limitArguments } from './limit-settings.ts';

export const TASK_TYPE = 'forkscope';

/**
 * The task that runs a target under the recorder, on a terminal of its own. The recorder is the
 * editor's own Node, told by a variable to be no editor; the recorder keeps that variable from the
 * program.
 */
export function recorderTask(
  target: LaunchTarget | PlanTarget,
  traceFile: string,
  dist: string,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
  definition: vscode.TaskDefinition = definitionOf(target),
): vscode.Task {
  const settings = vscode.workspace.getConfiguration('forkscope');
  const options = ['--trace', traceFile, '--stack-signal', settings.get('probe.stackSignal', '50')];
  options.push(...limitArguments());
  const collector = settings.get('otlp.url', '');
  if (collector !== '') options.push('--otlp', collector);
  if (settings.get('probe.nodeStacks', false)) options.push('--node-stacks');
  const what =
    'plan' in target
      ? ['--plan', target.plan, '--python', target.python]
      : ['--', ...target.command];
  const args = [join(dist, 'cli.js'), 'run', ...options, ...what];
  const execution = new vscode.ProcessExecution(process.execPath, args, {
    cwd: target.cwd,
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  const task = new vscode.Task(definition, scope, target.name, 'Forkscope', execution, []);
  // A background task's terminal, and so the program in it, outlives a reload of the window.
  task.isBackground = true;
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    focus: true,
    echo: false,
    showReuseMessage: false,
    panel: vscode.TaskPanelKind.New,
  };
  return task;
}

function definitionOf(target: LaunchTarget | PlanTarget): vscode.TaskDefinition {
  return 'plan' in target
    ? { type: TASK_TYPE, plan: target.plan }
    : { type: TASK_TYPE, command: target.command[0] };
}
