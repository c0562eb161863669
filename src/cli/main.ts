import { Command, InvalidArgumentError, Option } from 'commander';
import {
  DEFAULT_TOLERANCE,
  DIFFERENCE_KINDS,
  type DifferenceKind,
} from '../model/comparison/compare.ts';
import { SEVERITIES } from '../model/findings/finding.ts';
import { ALGORITHMS } from '../model/scheduling/algorithm.ts';
import { durationText } from '../model/status.ts';
import { UserError, type UserErrorCode } from '../model/user-error.ts';
import { EXPORT_FORMATS } from '../trace/export/format.ts';
import { type AttachOptions, attachCommand } from './attach-command.ts';
import { checkCommand } from './check-command.ts';
import { type CheckOptions, parseDuration } from './check-options.ts';
import { compressCommand } from './compress-later.ts';
import { type DiffOptions, diffCommand } from './diff-command.ts';
import { type ExportCommandOptions, exportCommand } from './export-command.ts';
import { runWithRoomFor } from './heap-room.ts';
import { importCommand } from './import-command.ts';
import { installedVersion } from './installation.ts';
import { wholeNumber, withLimitOptions } from './limit-options.ts';
import { mergeCommand } from './merge-command.ts';
import { type ObserveOptions, observeCommand } from './observe-command.ts';
import { planCommand } from './plan-command.ts';
import { type RunOptions, runCommand } from './run-command.ts';
import { type ScheduleCommandOptions, scheduleCommand } from './schedule-command.ts';
import { type ShowOptions, showCommand } from './show-command.ts';
import { stackCommand } from './stack-command.ts';
import { type StopOptions, stopCommand } from './stop-command.ts';
import { streamCommand } from './stream/stream-command.ts';

/** Far from those that are known to be used: glibc's, and the first and last ones. */
const DEFAULT_STACK_SIGNAL = 50;

/** As shells have it: 126 for what is there and cannot be run, 127 for what is not there. */
const EXIT_CODES: Partial<Record<UserErrorCode, number>> = {
  usage: 2,
  'plan-unreadable': 2,
  'plan-invalid': 2,
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

function duration(text: string): number {
  const value = parseDuration(text);
  if (value === undefined)
    throw new InvalidArgumentError('it is a time such as 500ms, 10s or 2min.');
  return value;
}

function percent(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('it is a percentage, 0 or more.');
  }
  return value;
}

function kinds(text: string): DifferenceKind[] {
  return text.split(',').map((part) => {
    const kind = DIFFERENCE_KINDS.find((each) => each === part.trim());
    if (kind === undefined) {
      throw new InvalidArgumentError(`they are of ${DIFFERENCE_KINDS.join(', ')}.`);
    }
    return kind;
  });
}

function processId(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value <= 0) {
    throw new InvalidArgumentError('it is a process ID, a whole number above 0.');
  }
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw new InvalidArgumentError('it is a number above 0.');
  return value;
}

/** `10,20.5` in ms as whole µs. */
function slices(text: string): number[] {
  return text.split(',').map((part) => {
    const us = Math.round(Number(part) * 1_000);
    if (part.trim() === '' || !(us >= 1)) {
      throw new InvalidArgumentError('it is a time in ms, or one a level: 10,20,40.');
    }
    return us;
  });
}

/** Real-time signals of Linux that the C library does not use itself. */
function realTimeSignal(text: string): number | null {
  if (text === 'none') return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 34 || value > 64) {
    throw new InvalidArgumentError('it is a number from 34 to 64, or none.');
  }
  return value;
}

/** Commands that have whole sessions in memory. */
const READ_WHOLE = new Set(['show', 'export', 'schedule', 'check', 'diff', 'merge']);

const program = new Command('forkscope')
  .description('See what a multi-process program does: its process tree, joins and daemons.')
  .version(installedVersion())
  .showSuggestionAfterError()
  // A wrong command line is told from what a program, or a check, ends with.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .enablePositionalOptions()
  .hook('preAction', (_, command) => {
    if (!READ_WHOLE.has(command.name()) || process.argv.includes('--')) return;
    const code = runWithRoomFor(command.args);
    if (code !== undefined) process.exit(code);
  });

withLimitOptions(
  program
    .command('run')
    .description('run a command as it is, and record its processes')
    .argument('[command...]', 'the command and its arguments, after --')
    .option('--plan <file>', 'run what a launch plan says, as one session, instead of a command')
    .option('--python <command>', 'the interpreter of Python scripts of a plan', 'python3')
    .option(
      '--trace <file>',
      'where to write the trace (default: a temporary file, which show finds)',
    )
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
    .addOption(
      new Option(
        '--stack-signal <number>',
        'by which Python processes are asked for stacks, or none',
      )
        .argParser(realTimeSignal)
        .default(DEFAULT_STACK_SIGNAL),
    )
    .option('--otlp <url>', 'stream the session to this OpenTelemetry collector')
    .option(
      '--trace-parent',
      'hand TRACEPARENT on: what the command launches on other hosts can be merged with it',
    )
    .option(
      '--node-stacks',
      'keep a thread in Node processes that can tell their stacks while busy',
    )
    .passThroughOptions(),
).action(async (command: string[], options: RunOptions) => {
  await runCommand(command, options);
});

program
  .command('play-plan <file> <python>', { hidden: true })
  .description("the main process of a launch plan's session")
  .action(planCommand);

withLimitOptions(
  program
    .command('attach')
    .description('watch a running process and all below it, until it ends or until Ctrl+C')
    .argument('<pid>', 'its process ID', processId)
    .option(
      '--trace <file>',
      'where to write the trace (default: a temporary file, which show finds)',
    )
    .option('--no-summary', 'do not print the tree on standard error at the end')
    .option('--while-watched <seconds>', 'end when no window has looked for so long', seconds)
    .option('--quiet', "print none of Forkscope's own warnings"),
).action(async (pid: number, options: AttachOptions) => {
  await attachCommand(pid, options);
});

withLimitOptions(
  program
    .command('observe', { hidden: true })
    .description('record what a debugger starts; spoken to by the editor')
    .requiredOption('--trace <file>', 'where to write the trace')
    .requiredOption(
      '--while-watched <seconds>',
      'end when no window has looked for so long',
      seconds,
    ),
).action(async (options: Omit<ObserveOptions, 'stackSignal'>) => {
  await observeCommand({ ...options, stackSignal: DEFAULT_STACK_SIGNAL });
});

program
  .command('show')
  .description('print the tree, waits and daemons of a recorded session')
  .argument('[file]', 'a trace (default: that of the last recording that was given no file)')
  .option('--helpers', "show the runtime's own processes, too")
  .option('--output [pid]', 'print the lines that a process wrote, or all processes', processId)
  .option('--json', 'print the whole session for machines; docs/session-report.md tells its fields')
  .option('--follow', 'show a session while it goes on, and print it when it has ended')
  .action(async (file: string | undefined, options: ShowOptions) => {
    await showCommand(file, options);
  });

program
  .command('export')
  .description('write a recorded session in the format of another tool')
  .argument('<file>', 'a trace')
  .addOption(
    new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).makeOptionMandatory(),
  )
  .requiredOption(
    '-o, --output <file>',
    'where to, - for standard output; csv writes a second file, NAME.waits.csv',
  )
  .action(async (file: string, options: ExportCommandOptions) => {
    await exportCommand(file, options);
  });

program
  .command('stream')
  .description('send a session to an OpenTelemetry collector, while it goes on or afterwards')
  .argument('<file>', 'a trace')
  .requiredOption('--otlp <url>', 'the collector, such as http://localhost:4318')
  .action(async (file: string, { otlp }: { readonly otlp: string }) => {
    await streamCommand(file, otlp);
  });

program
  .command('import')
  .description('make a trace of a log of `strace -f -ttt -o FILE`, or of a JSON file of VizTracer')
  .argument('<file>', 'what the other tool wrote')
  .option('-o, --output <file>', 'the trace (default: the name of the file with .forkscope)')
  .action(importCommand);

program
  .command('merge')
  .description('join recordings of several hosts into one session, on one clock')
  .argument('<file...>', 'traces; `run --trace-parent` tells which one launched which')
  .requiredOption('-o, --output <file>', 'the trace of the merged session')
  .action(mergeCommand);

program
  .command('compress')
  .description('make closed traces small, in place; they are read as before')
  .argument('<file...>', 'traces')
  .action(compressCommand);

program
  .command('schedule')
  .description('what scheduling algorithms make of a session’s bursts, or of jobs')
  .argument('[file]', 'a trace')
  .option(
    '--jobs <csv>',
    'jobs in place of a trace: name,arrival,cpu[,blocked,cpu…] in ms; - for stdin',
  )
  .addOption(new Option('--algorithm <name>', 'one only').choices([...ALGORITHMS]))
  .option('--cpus <n>', 'how many (default: as the session had, 1 for jobs)', positive)
  .option(
    '--slice <ms>',
    'time slice; of mlfq one a level, separated by commas (default: 10,20,40)',
    slices,
  )
  .option('--json', 'print schedules for machines')
  .action(async (file: string | undefined, options: ScheduleCommandOptions) => {
    await scheduleCommand(file, options);
  });

program
  .command('stop')
  .description('end a running session or process, and say what is left over and why')
  .argument('<file-or-pid>', 'the trace of a running session, or a process ID')
  .option('--pid <pid>', 'of a session: stop this process only', processId)
  .option('--tree', 'stop all below the process, too')
  .option('--now', 'kill at once, without asking first')
  .option('--quiet', 'do not tell how it goes on')
  .action(async (target: string, options: StopOptions) => {
    await stopCommand(target, options);
  });

program
  .command('check')
  .description('turn the findings of a session into an exit code: 0 for none, 1 for some')
  .argument('<what...>', 'a trace; or after --, a command to run and its arguments')
  .option('--rules <ids>', 'ask these rules only, separated by commas')
  .option('--except <ids>', 'ask all rules but these')
  .addOption(
    new Option('--fail-on <severity>', 'least severity of a finding that fails the check')
      .choices(SEVERITIES)
      .default('warning'),
  )
  .option('--no-wait-over <time>', 'allow no wait for a process longer than that', duration)
  .option('--max-orphans <n>', 'allow so many processes that outlive their parent', wholeNumber)
  .option('--max-processes <n>', 'allow so many processes at once', wholeNumber)
  .option(
    '--limit <name=value>',
    'another limit of a rule; the pages of the rules name them',
    (value: string, all: string[]) => [...all, value],
    [],
  )
  .addOption(
    new Option('--format <format>', 'how to print the findings')
      .choices(['text', 'json', 'sarif', 'junit'])
      .default('text'),
  )
  .option('--output <file>', 'where to print them (default: standard output, for a command: error)')
  .option('--trace <file>', 'where to write the trace of a command')
  .action(async (what: string[], options: CheckOptions) => {
    const dashes = process.argv.indexOf('--');
    const isCommand = dashes >= 0 && process.argv.length - dashes - 1 === what.length;
    const [trace, ...more] = what;
    if (isCommand) await checkCommand({ command: what }, options);
    else if (trace !== undefined && more.length === 0) await checkCommand({ trace }, options);
    else throw new UserError('usage', 'Name one trace, or a command after --.');
  });

program
  .command('diff')
  .description(
    'compare two sessions of one program; the exit code is 0 where nothing differs, else 1',
  )
  .argument('<a>', 'the trace of the session before')
  .argument('<b>', 'the trace of the session after')
  .addOption(
    new Option('--slower-by <percent>', 'a time that is longer by so much is a difference')
      .argParser(percent)
      .default(DEFAULT_TOLERANCE.relative * 100),
  )
  .addOption(
    new Option('--at-least <time>', 'and by so much')
      .argParser(duration)
      .default(DEFAULT_TOLERANCE.absoluteUs, durationText(DEFAULT_TOLERANCE.absoluteUs)),
  )
  .option('--only <kinds>', `of ${DIFFERENCE_KINDS.join(', ')}; separated by commas`, kinds)
  .option(
    '--json',
    'print the comparison for machines; docs/session-comparison.md tells its fields',
  )
  .action(async (a: string, b: string, options: DiffOptions) => {
    await diffCommand(a, b, options);
  });

program
  .command('stack')
  .description('print where the threads of a process of a running session stand')
  .argument('<pid>', 'its process ID', processId)
  .option('--tree', 'of all processes below it, too')
  .action(async (pid: number, options: { readonly tree?: boolean }) => {
    await stackCommand(pid, options.tree === true);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`forkscope: ${error.message}\n`);
  process.exitCode = EXIT_CODES[error.code] ?? 1;
}
