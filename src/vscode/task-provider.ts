import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';
import { LaunchPlan, PlannedProcess } from '../manager/plan/plan-schema.ts';
import { baseName } from '../model/naming.ts';
import type { LaunchTarget, PlanTarget } from './launch-target.ts';
import { pythonInterpreter } from './python-interpreter.ts';
import { recorderTask } from './recorder-task.ts';
import type { SessionStore } from './session-store.ts';

const type = Type.Literal('forkscope');

const CommandTask = Type.Object({
  type,
  command: Type.String({ minLength: 1 }),
  args: Type.Optional(Type.Array(Type.String())),
  cwd: Type.Optional(Type.String()),
});

const PlanFileTask = Type.Object({
  type,
  plan: Type.String({ minLength: 1 }),
  cwd: Type.Optional(Type.String()),
});

const InlinePlanTask = Type.Object({
  type,
  processes: Type.Array(PlannedProcess, { minItems: 1 }),
  graceSeconds: Type.Optional(LaunchPlan.properties.graceSeconds),
  cwd: Type.Optional(Type.String()),
});

const checks = {
  command: Compile(CommandTask),
  planFile: Compile(PlanFileTask),
  inlinePlan: Compile(InlinePlanTask),
};

/** Makes tasks of type `forkscope` in tasks.json run under the recorder: a command, or a launch plan. */
export class ForkscopeTaskProvider implements vscode.TaskProvider {
  readonly #store: SessionStore;
  readonly #dist: string;

  constructor(store: SessionStore, dist: string) {
    this.#store = store;
    this.#dist = dist;
  }

  provideTasks(): vscode.Task[] {
    return [];
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const { definition, scope } = task;
    if (scope === undefined) return undefined;
    const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
    if (folder === undefined) return undefined;
    const traceFile = this.#store.newTraceFile(task.name);
    const target = await targetOf(task, folder.uri, `${traceFile}.plan.json`);
    if (target === undefined) return undefined;
    return recorderTask(target, traceFile, this.#dist, scope, definition);
  }
}

/** @param planFile where a plan that stands in tasks.json itself is written to. */
async function targetOf(
  { definition, name }: vscode.Task,
  folder: vscode.Uri,
  planFile: string,
): Promise<LaunchTarget | PlanTarget | undefined> {
  if (checks.command.Check(definition)) {
    const { command, args = [], cwd = folder.fsPath } = definition;
    return { name: name || baseName(command), command: [command, ...args], cwd };
  }
  const python = () => pythonInterpreter(folder);
  if (checks.planFile.Check(definition)) {
    const { plan, cwd = folder.fsPath } = definition;
    return { name, plan: resolve(cwd, plan), python: await python(), cwd };
  }
  if (!checks.inlinePlan.Check(definition)) return undefined;
  const { cwd = folder.fsPath, graceSeconds } = definition;
  // In a file, folders are told from the file's.
  const processes = definition.processes.map((each) => ({
    ...each,
    cwd: resolve(cwd, each.cwd ?? '.'),
  }));
  const plan = { processes, ...(graceSeconds !== undefined && { graceSeconds }) };
  writeFileSync(planFile, JSON.stringify(plan, null, 2));
  return { name, plan: planFile, python: await python(), cwd };
}
