/** What Forkscope reads in a debug configuration, and puts into one. Knows nothing of the editor. */
import Type from 'typebox';
import { Compile } from 'typebox/compile';

/** A debug configuration, as debuggers have it. */
export interface DebugConfiguration {
  readonly type: string;
  readonly name: string;
  readonly request: string;
  readonly [key: string]: unknown;
}

/** Where a debugger takes the program's environment: `env: {…}`, or `environment: [{name, value}]`. */
export type EnvironmentField = 'env' | 'environment';

/** What Forkscope adds to a configuration; the debugger hands it back with the session. */
export const ForkscopeMark = Type.Object({
  /** The recorder that waits for this session. */
  observation: Type.Optional(Type.String()),
  /** The user has asked for a recording of this one session. */
  wanted: Type.Optional(Type.Boolean()),
  /** The process that is joined, where the configuration names it in no other way. */
  pid: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type ForkscopeMark = Type.Static<typeof ForkscopeMark>;

/** The configuration's property that holds it. */
const MARK = '__forkscope';

const markValidator = Compile(ForkscopeMark);

export function markOf(configuration: { readonly [key: string]: unknown }): ForkscopeMark {
  const mark = configuration[MARK];
  return markValidator.Check(mark) ? mark : {};
}

export function withMark<T extends object>(configuration: T, mark: ForkscopeMark): T {
  return { ...configuration, [MARK]: mark };
}

/** Debuggers whose processes are not programs of the user: browsers, and the editor itself. */
const NOT_PROGRAMS =
  /^(?:pwa-)?(?:chrome|msedge|editor-browser|extensionHost)$|^vscode-edge|^firefox$/;

/** Whether a configuration is for a program of the user's, on this machine as far as it says. */
export function isOfProgram({ type }: DebugConfiguration): boolean {
  return !NOT_PROGRAMS.test(type);
}

/** Whether the debugger will start a program, and not join one, or one more process of a session. */
export function startsProgram(configuration: DebugConfiguration): boolean {
  return (
    configuration.request === 'launch' &&
    isOfProgram(configuration) &&
    !('__pendingTargetId' in configuration)
  );
}

/** What the session is called, in the words of the configuration: program and arguments, or its name. */
export function commandOf(configuration: DebugConfiguration): string[] {
  const { program, module, args, name } = configuration;
  const what =
    typeof program === 'string'
      ? [program]
      : typeof module === 'string'
        ? ['python', '-m', module]
        : undefined;
  if (what === undefined) return [name];
  return [...what, ...(Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [])];
}

/** The program's environment: that of the editor, with what the configuration says. */
export function environmentOf(
  configuration: DebugConfiguration,
  field: EnvironmentField,
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of [...Object.entries(own), ...configured(configuration, field)]) {
    if (typeof value === 'string') env[name] = value;
    // `null` takes a variable away.
    else delete env[name];
  }
  return env;
}

/** The configuration with more variables, or other values for those that it has. */
export function withEnvironment<T extends DebugConfiguration>(
  configuration: T,
  field: EnvironmentField,
  variables: Readonly<Record<string, string>>,
): T {
  const entries = new Map([...configured(configuration, field), ...Object.entries(variables)]);
  return {
    ...configuration,
    [field]:
      field === 'env'
        ? Object.fromEntries(entries)
        : [...entries].map(([name, value]) => ({ name, value })),
  };
}

const Variables = Type.Array(Type.Object({ name: Type.String(), value: Type.Unknown() }));
const variablesValidator = Compile(Variables);

function configured(
  configuration: DebugConfiguration,
  field: EnvironmentField,
): [string, unknown][] {
  const value = configuration[field];
  if (field === 'env') {
    return typeof value === 'object' && value !== null ? Object.entries(value) : [];
  }
  return variablesValidator.Check(value) ? value.map((each) => [each.name, each.value]) : [];
}

/** PID that a configuration joins, if it names one. */
export function attachedPid(configuration: DebugConfiguration): number | undefined {
  if (configuration.request !== 'attach') return undefined;
  const pid = Number(markOf(configuration).pid ?? configuration.processId ?? configuration.pid);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/**
 * PID in the name of a session of the JavaScript debugger, which has a session for each process and
 * calls it `name [PID]`; undefined for any other session.
 */
export function targetPid(configuration: DebugConfiguration): number | undefined {
  if (!('__pendingTargetId' in configuration)) return undefined;
  const pid = Number(/\[(\d+)\]$/.exec(configuration.name)?.[1]);
  return pid > 0 ? pid : undefined;
}
