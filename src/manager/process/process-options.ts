import { ProcessError } from './process-error.ts';

/** An exported function or class, named instead of handed over. */
export interface ModuleTarget {
  /** Address of its module: `import.meta.url`, or any `file:` URL. */
  readonly module: string | URL;
  /** Name under which the module exports it; `default` for the default export. */
  readonly export: string;
}

/** What a child is to run: a function is called, a class is constructed, with `args`. */
export type Target<Args extends readonly unknown[]> =
  | ((...args: Args) => unknown)
  | (new (
      ...args: Args
    ) => unknown)
  | ModuleTarget;

interface CommonOptions {
  /** Default: the class's name and a number, `Process-1`; of a child's child `Process-1:2`. */
  readonly name?: string;
  /** A daemon is terminated when its parent's code ends, and may not have children. */
  readonly daemon?: boolean;
}

/** A child that runs a function of this program in a Node process of its own. */
export interface TargetOptions<Args extends readonly unknown[]> extends CommonOptions {
  /** None: `run()` is overridden, or the child does nothing. */
  readonly target?: Target<Args>;
  /** Copied to the child by structured clone. */
  readonly args?: Args;
  readonly command?: never;
}

/** A child that runs any program. It inherits standard input, output and error. */
export interface CommandOptions extends CommonOptions {
  /** The program and its arguments; no shell is involved. */
  readonly command: readonly [string, ...string[]];
  /** Default: this process's. */
  readonly cwd?: string;
  /** Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  readonly target?: never;
  readonly args?: never;
}

export type ProcessOptions<Args extends readonly unknown[]> = TargetOptions<Args> | CommandOptions;

/**
 * Checks what JavaScript may have passed in spite of the types.
 * @throws {ProcessError} `invalid-option`.
 */
export function checkOptions(options: Readonly<Record<string, unknown>>): void {
  if (typeof options !== 'object' || options === null) {
    throw invalid(`The options of a Process are an object, not ${describe(options)}.`);
  }
  const { name, daemon, target, args, command, cwd, env } = options;
  const unknown = Object.keys(options).filter((key) => !KNOWN.has(key));
  if (unknown.length > 0) {
    throw invalid(`Process has no option ${unknown.join(', ')}; it has ${[...KNOWN].join(', ')}.`);
  }
  if (name !== undefined && typeof name !== 'string') throw invalid('name is a string.');
  if (daemon !== undefined && typeof daemon !== 'boolean') throw invalid('daemon is a boolean.');
  if (args !== undefined && !Array.isArray(args)) {
    throw invalid(`args is an array, not ${describe(args)}.`);
  }
  if (target !== undefined && typeof target !== 'function' && !isModuleTarget(target)) {
    throw invalid(
      `target is an exported function or class, or { module, export }, not ${describe(target)}.`,
    );
  }
  if (command === undefined) {
    if (cwd !== undefined || env !== undefined) throw invalid('cwd and env go with command only.');
    return;
  }
  if (target !== undefined || args !== undefined) {
    throw invalid('Give a Process a target with args, or a command, not both.');
  }
  const isCommand = Array.isArray(command) && command.every((word) => typeof word === 'string');
  if (!isCommand || !command[0]) {
    throw invalid('command is an array of strings: the program and its arguments.');
  }
  if (cwd !== undefined && typeof cwd !== 'string') throw invalid('cwd is a string.');
}

/**
 * A timeout in ms; undefined for none.
 * @throws {ProcessError} `invalid-timeout`.
 */
export function checkTimeout(timeout: unknown): number | undefined {
  if (timeout === undefined || timeout === Number.POSITIVE_INFINITY) return undefined;
  if (typeof timeout === 'number' && timeout >= 0) return timeout;
  const given = typeof timeout === 'number' ? String(timeout) : describe(timeout);
  throw new ProcessError(
    'invalid-timeout',
    `A timeout is a number of milliseconds, 0 or more, not ${given}.`,
  );
}

export function isModuleTarget(value: unknown): value is ModuleTarget {
  if (typeof value !== 'object' || value === null) return false;
  if (!('module' in value) || !('export' in value) || typeof value.export !== 'string')
    return false;
  return typeof value.module === 'string' || value.module instanceof URL;
}

const KNOWN = new Set(['target', 'args', 'name', 'daemon', 'command', 'cwd', 'env']);

function invalid(message: string): ProcessError {
  return new ProcessError('invalid-option', message);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `${typeof value}`;
}
