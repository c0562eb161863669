import { readPlan } from '../manager/plan/read-plan.ts';
import { baseName } from '../model/naming.ts';
import { UserError } from '../model/user-error.ts';
import { finishAs } from './finish.ts';
import { commandFile } from './installation.ts';
import { type RecordOptions, type RecordTarget, recordCommand } from './record-command.ts';
import { printSummary } from './recording-output.ts';

export interface RunOptions extends RecordOptions {
  /** File of a launch plan. */
  readonly plan?: string;
  /** Interpreter of a plan's Python scripts. */
  readonly python: string;
  readonly summary?: boolean;
}

/** `forkscope run`: records a command and ends as it ended. */
export async function runCommand(command: readonly string[], options: RunOptions): Promise<never> {
  const target = options.plan === undefined ? commandTarget(command) : planTarget(command, options);
  const { traceFile, exit, signals } = await recordCommand(target, options);
  if (options.summary === true) await printSummary(traceFile, options.trace === undefined);
  signals.dispose();
  return finishAs(exit ?? { code: 0 });
}

function commandTarget([file, ...args]: readonly string[]): RecordTarget {
  if (file !== undefined) return { command: [file, ...args] };
  throw new UserError('usage', 'Name the command to run: forkscope run -- COMMAND [ARG …]');
}

/** A plan's main process starts what the plan says; what is wrong with it is said before. */
function planTarget(command: readonly string[], { plan = '', python }: RunOptions): RecordTarget {
  if (command.length > 0) {
    throw new UserError('usage', 'Give a launch plan or a command to run, not both.');
  }
  readPlan(plan, process.env, python);
  const { ELECTRON_RUN_AS_NODE } = process.env;
  return {
    command: [process.execPath, commandFile(), 'play-plan', plan, python],
    shownAs: { command: ['forkscope', 'run', '--plan', plan], name: baseName(plan) },
    ...(ELECTRON_RUN_AS_NODE !== undefined && { mainEnv: { ELECTRON_RUN_AS_NODE } }),
  };
}
