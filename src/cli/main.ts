import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError, type UserErrorCode } from '../model/user-error.ts';
import { type AttachOptions, attachCommand } from './attach-command.ts';
import { installedVersion } from './installation.ts';
import { type RunOptions, runCommand } from './run-command.ts';
import { type ShowOptions, showCommand } from './show-command.ts';

/** As shells have it: 126 for what is there and cannot be run, 127 for what is not there. */
const EXIT_CODES: Partial<Record<UserErrorCode, number>> = {
  usage: 2,
  'command-not-found': 127,
  'not-executable': 126,
  'is-a-directory': 126,
};

function seconds(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('it is a number of seconds, 0 or more.');
  }
  return value;
}

function processId(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value <= 0) {
    throw new InvalidArgumentError('it is a process ID, a whole number above 0.');
  }
  return value;
}

const program = new Command('forkscope')
  .description('See what a multi-process program does: its process tree, joins and daemons.')
  .version(installedVersion())
  .showSuggestionAfterError()
  .enablePositionalOptions();

program
  .command('run')
  .description('run a command as it is, and record its processes')
  .argument('<command...>', 'the command and its arguments, after --')
  .option('--trace <file>', 'where to write the trace (default: a file in a temporary folder)')
  .option('--summary', 'print the tree on standard error at the end')
  .option('--wait-all [seconds]', 'wait for processes that outlive the root', seconds)
  .option('--quiet', "print none of Forkscope's own warnings")
  .addOption(
    new Option('--sampler <sampler>', 'what looks at the processes from outside')
      .choices(['auto', 'procfs', 'ps', 'pidtree', 'none'])
      .default('auto'),
  )
  .addOption(
    new Option('--capture <capture>', 'what sees processes come and go')
      .choices(['auto', 'kernel', 'strace', 'sample'])
      .default('auto'),
  )
  .passThroughOptions()
  .action(async (command: string[], options: RunOptions) => {
    await runCommand(command, options);
  });

program
  .command('attach')
  .description('watch a running process and all below it, until it ends or until Ctrl+C')
  .argument('<pid>', 'its process ID', processId)
  .option('--trace <file>', 'where to write the trace (default: a file in a temporary folder)')
  .option('--no-summary', 'do not print the tree on standard error at the end')
  .option('--while-watched <seconds>', 'end when no window has looked for so long', seconds)
  .option('--quiet', "print none of Forkscope's own warnings")
  .action(async (pid: number, options: AttachOptions) => {
    await attachCommand(pid, options);
  });

program
  .command('show')
  .description('print the tree, waits and daemons of a recorded session')
  .argument('<file>', 'a trace')
  .option('--helpers', "show the runtime's own processes, too")
  .option('--output [pid]', 'print the lines that a process wrote, or all processes', processId)
  .option('--json', 'print the whole session for machines; see the README for its fields')
  .action(async (file: string, options: ShowOptions) => {
    await showCommand(file, options);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`forkscope: ${error.message}\n`);
  process.exitCode = EXIT_CODES[error.code] ?? 1;
}
