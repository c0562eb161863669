/**
 * Tells a debugger's own processes from the program's, and the program behind a debugger's command
 * line, so that a debugged program's tree is that of the program. Known are debugpy (with pydevd in
 * it) and VS Code's JavaScript debugger.
 */
import { baseName, kindFromArgv } from './naming.ts';

/** Options of `python -m debugpy` that take a value, and how many words of it. */
const DEBUGPY_VALUES: Readonly<Record<string, number>> = {
  '--listen': 1,
  '--connect': 1,
  '--pid': 1,
  '--adapter-access-token': 1,
  '--log-to': 1,
};

/** Parts of debugpy that run as programs of their own. */
const DEBUGPY_PROGRAM = /(?:^|[\\/])debugpy[\\/](adapter|launcher)(?:[\\/]__main__\.py)?[\\/]?$/;
const DEBUGPY_MODULE = /^debugpy\.(adapter|launcher)$/;
const JS_WATCHDOG = /(^|[\\/])ms-vscode\.js-debug[^\\/]*[\\/].*[\\/]watchdog(\.bundle)?\.js$/;

/** What the JavaScript debugger runs with `-e` in a child, to announce it and to find a free port. */
const JS_CODE = ['process.env.NODE_INSPECTOR_IPC', '.listen(+process.env.PORT)'];

/**
 * What a process is to a debugger: the `program` that it debugs, the `launcher` that starts one, or
 * another of its own.
 */
export type DebugPart = 'program' | 'launcher' | 'other';

/** Undefined for a command line that no debugger has to do with. */
export function debugPartOf(argv: readonly string[]): DebugPart | undefined {
  // The JavaScript debugger runs its own on the editor's executable, whatever that is called.
  if (JS_WATCHDOG.test(argv[1] ?? '')) return 'other';
  if (argv[1] === '-e' && JS_CODE.some((code) => argv[2]?.includes(code))) return 'other';
  if (kindFromArgv(argv) !== 'python') return undefined;
  const { word, isModule } = programWord(argv);
  const part = (isModule ? DEBUGPY_MODULE : DEBUGPY_PROGRAM).exec(word)?.[1];
  if (part !== undefined) return part === 'launcher' ? 'launcher' : 'other';
  return undebugged(argv) === argv ? undefined : 'program';
}

/** Whether a command line is that of a debugger's own process. */
export function isDebuggersOwn(argv: readonly string[]): boolean {
  const part = debugPartOf(argv);
  return part === 'launcher' || part === 'other';
}

/**
 * Whether a process is a debugger's own, or was started by one, up to the program itself.
 * @param ancestors what those above it are, the parent first.
 */
export function isOfDebugger(
  argv: readonly string[],
  ancestors: Iterable<DebugPart | undefined>,
): boolean {
  const part = debugPartOf(argv);
  if (part !== undefined) return part !== 'program';
  let isChild = true;
  for (const above of ancestors) {
    if (above === 'program') return isChild && isUname(argv);
    if (above !== undefined) return above === 'other';
    isChild = false;
  }
  return false;
}

/** debugpy has `platform` describe the machine; a program that asks later is given the same answer. */
function isUname(argv: readonly string[]): boolean {
  return argv.length === 2 && baseName(argv[0] ?? '') === 'uname' && argv[1] === '-p';
}

/**
 * The command line that a program under debugpy would have without it: interpreter and program; the
 * command line itself where no debugger is in it.
 */
export function undebugged(argv: readonly string[]): readonly string[] {
  if (kindFromArgv(argv) !== 'python') return argv;
  const { index, word, isModule } = programWord(argv);
  if (isModule ? word === 'debugpy' : baseName(word) === 'debugpy') {
    const program = afterDebugpyOptions(argv, index + 1);
    return program === undefined ? argv : [argv[0] ?? '', ...program];
  }
  if (!isModule && baseName(word) === 'pydevd.py') {
    const file = argv.indexOf('--file', index);
    return file < 0 ? argv : [argv[0] ?? '', ...argv.slice(file + 1)];
  }
  return argv;
}

/** What `python` is to run: the word of its script or module; index -1 where it is neither. */
function programWord(argv: readonly string[]): { index: number; word: string; isModule: boolean } {
  for (let i = 1; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    if (word === '-m') return { index: i + 1, word: argv[i + 1] ?? '', isModule: true };
    if (word === '-c' || word === '-') break;
    if (word === '-X' || word === '-W') i += 1;
    else if (!word.startsWith('-')) return { index: i, word, isModule: false };
  }
  return { index: -1, word: '', isModule: false };
}

function afterDebugpyOptions(argv: readonly string[], from: number): readonly string[] | undefined {
  for (let i = from; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    // These say what is to be run, in the interpreter's own words; a PID means another process.
    if (word === '-m' || word === '-c') return argv.slice(i);
    if (word === '--pid') return undefined;
    if (word.startsWith('--configure-')) i += 1;
    else if (word in DEBUGPY_VALUES) i += DEBUGPY_VALUES[word] ?? 0;
    else if (!word.startsWith('-')) return argv.slice(i);
  }
  return undefined;
}
