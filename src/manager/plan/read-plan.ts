import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { getNodeValue, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { Compile } from 'typebox/compile';
import { messageOf, UserError } from '../../model/user-error.ts';
import { findExecutable } from '../executable.ts';
import { runtimeOf, scriptCommand } from '../script-command.ts';
import { nodeAt, type Path, ruleBroken } from './plan-rules.ts';
import { LaunchPlan, type PlannedProcess } from './plan-schema.ts';

/** A process of a plan, ready to be started. */
export interface PlannedStart {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly daemon: boolean;
  readonly after: readonly string[];
}

export interface CheckedPlan {
  /** In the plan's order. */
  readonly starts: readonly PlannedStart[];
  readonly graceMs: number;
}

const DEFAULT_GRACE_SECONDS = 2;

/**
 * Reads a plan and checks all that can be known to fail before anything is started: its form, names,
 * dependencies, scripts, programs and folders.
 * @throws {UserError} `plan-unreadable`, or `plan-invalid` with the line; for a program or folder that
 * is missing, what a launch of it alone would be refused with.
 */
export function readPlan(file: string, env: NodeJS.ProcessEnv, python: string): CheckedPlan {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError('plan-unreadable', `${file} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  const plan = parsePlan(text, file);
  const folder = dirname(resolve(file));
  const starts = plan.processes.map((each) => startOf(each, folder, python));
  for (const { command, cwd, env: own } of starts) {
    findExecutable(command[0], cwd, { ...env, ...own });
  }
  for (const { script, cwd = '.' } of plan.processes) {
    if (script === undefined) continue;
    checkScript(resolve(folder, cwd, script), script, file);
  }
  return { starts, graceMs: (plan.graceSeconds ?? DEFAULT_GRACE_SECONDS) * 1_000 };
}

/**
 * The plan that a text is. Pure.
 * @param file for messages.
 * @throws {UserError} `plan-invalid`: one sentence with file and line.
 */
export function parsePlan(text: string, file: string): LaunchPlan {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const refuse = (offset: number, what: string) => {
    const line = text.slice(0, offset).split('\n').length;
    return new UserError('plan-invalid', `${file}:${line}: ${what}`);
  };
  const [error] = errors;
  if (error !== undefined || tree === undefined) {
    const what = printParseErrorCode(error?.error ?? VALUE_EXPECTED).replace(
      /(?<=[a-z])(?=[A-Z])/g,
      ' ',
    );
    throw refuse(error?.offset ?? 0, `This is not JSON: ${what.toLowerCase()}.`);
  }
  const value: unknown = getNodeValue(tree);
  if (!validator.Check(value)) {
    const [path, what] = firstProblem(value);
    throw refuse(nodeAt(tree, path).offset, what);
  }
  const problem = ruleBroken(value.processes);
  if (problem === undefined) return value;
  throw refuse(nodeAt(tree, ['processes', ...problem.path]).offset, problem.what);
}

const validator = Compile(LaunchPlan);

/** `ParseErrorCode.ValueExpected`, a constant of types only. */
const VALUE_EXPECTED = 4;

/** Where and how a value is no plan. */
function firstProblem(value: unknown): [Path, string] {
  const [first] = validator.Errors(value);
  if (first === undefined) return [[], 'This is no plan.'];
  const path = first.instancePath
    .split('/')
    .slice(1)
    // A name in `env` may be a number, too; there it is no index.
    .map((part, at, parts) =>
      /^\d+$/.test(part) && parts[at - 1] !== 'env'
        ? Number(part)
        : part.replaceAll('~1', '/').replaceAll('~0', '~'),
    );
  // What a schema does not name is, to typebox, a property that nothing fits.
  if (first.keyword === 'boolean') {
    return [path, `${shown(path.slice(0, -1))} has no property ${JSON.stringify(path.at(-1))}.`];
  }
  const at = shown(path);
  if (first.keyword === 'required') {
    const names = first.params.requiredProperties.join(', ');
    return [path, `${at} needs ${names}.`];
  }
  return [path, `${at} ${first.message}.`];
}

function shown(path: Path): string {
  return path.length === 0 ? 'The plan' : path.join('.');
}

function startOf(each: PlannedProcess, folder: string, python: string): PlannedStart {
  const { name, script, command = '', args = [], env = {}, daemon = false, after = [] } = each;
  const cwd = resolve(folder, each.cwd ?? '.');
  const own: [string, ...string[]] =
    script === undefined
      ? [command, ...args]
      : scriptCommand(resolve(cwd, script), args, runtimeOf(script), python);
  return { name, command: own, cwd, env, daemon, after };
}

function checkScript(path: string, script: string, plan: string): void {
  try {
    readFileSync(path);
  } catch (error) {
    const message = `${plan}: the script ${script} cannot be read: ${messageOf(error)}.`;
    throw new UserError('plan-invalid', message, { cause: error });
  }
}
