/** Options on how much is kept, which every command that records has. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_RECORD_LIMITS, type RecordLimits } from '../manager/record-limits.ts';

const MEGABYTE = 2 ** 20;

export interface LimitOptions {
  /** MB; 0 for no limit. */
  readonly traceLimit?: number;
  readonly outputLines?: number;
}

export function withLimitOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--trace-limit <MB>',
        'from which size on the trace keeps less, and says so; 0: none',
      )
        .argParser(wholeNumber)
        .default(DEFAULT_RECORD_LIMITS.traceBytes / MEGABYTE),
    )
    .addOption(
      new Option('--output-lines <n>', 'lines of output to keep of a process, before gaps')
        .argParser(wholeNumber)
        .default(DEFAULT_RECORD_LIMITS.outputLines),
    );
}

export function limitsOf(options: LimitOptions): RecordLimits {
  const { traceBytes, outputLines } = DEFAULT_RECORD_LIMITS;
  const { traceLimit = traceBytes / MEGABYTE } = options;
  return {
    traceBytes: traceLimit === 0 ? Number.POSITIVE_INFINITY : traceLimit * MEGABYTE,
    outputLines: options.outputLines ?? outputLines,
  };
}

/** @throws {InvalidArgumentError} */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isInteger(value) || value < 0) {
    throw new InvalidArgumentError('it is a whole number, 0 or more.');
  }
  return value;
}
