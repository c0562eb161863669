import { UserError } from '../model/user-error.ts';
import { finishAs } from './finish.ts';
import { type RecordOptions, recordCommand } from './record-command.ts';
import { printSummary } from './recording-output.ts';

export interface RunOptions extends RecordOptions {
  readonly summary?: boolean;
}

/** `forkscope run`: records a command and ends as it ended. */
export async function runCommand(command: readonly string[], options: RunOptions): Promise<never> {
  const [file, ...args] = command;
  if (file === undefined) {
    throw new UserError('usage', 'Name the command to run: forkscope run -- COMMAND [ARG …]');
  }
  const { traceFile, exit, signals } = await recordCommand([file, ...args], options);
  if (options.summary === true) await printSummary(traceFile, options.trace === undefined);
  signals.dispose();
  return finishAs(exit ?? { code: 0 });
}
