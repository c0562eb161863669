/** What a process is called and which runtime it is, read off its command line. */
import type { ProcessKind } from './process-event.ts';

/** Last part of a path, of either platform's separators. */
export function baseName(path: string): string {
  const trimmed = path.replace(/[\\/]+$/, '');
  const cut = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'));
  return trimmed.slice(cut + 1) || path;
}

function executable(argv: readonly string[]): string {
  return baseName(argv[0] ?? '').replace(/\.exe$/i, '');
}

export function kindFromArgv(argv: readonly string[]): ProcessKind {
  const name = executable(argv);
  if (/^(python|pypy)[\d.]*w?$/i.test(name)) return 'python';
  if (/^(node|nodejs)$/i.test(name)) return 'node';
  return 'other';
}

const TRACKER = /^from multiprocessing\.(resource|semaphore)_tracker import main\b/;

/**
 * Whether a command line is that of a helper of Python's which says so itself only once it is up: on a
 * busy machine its program may have ended by then.
 */
export function isPythonsTracker(argv: readonly string[]): boolean {
  const code = argv[argv.indexOf('-c') + 1] ?? '';
  return TRACKER.test(code) && kindFromArgv(argv) === 'python';
}

/** Interpreter options that take the next argument as their value. */
const OPTIONS_WITH_VALUE: Readonly<Record<Exclude<ProcessKind, 'other'>, ReadonlySet<string>>> = {
  python: new Set(['-W', '-X', '--check-hash-based-pycs']),
  node: new Set([
    ...['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'],
    ...['--env-file', '--title', '--input-type', '--stack-trace-limit', '--inspect-port'],
    ...['--test-reporter', '--test-reporter-destination', '--test-name-pattern'],
  ]),
};

/** Tools that run something else: what they run says more than their own name. */
const RUNNERS = /^(npm|npx|pnpm|yarn)(?:-cli)?(?:\.c?js)?$/;
const RUNS = new Set(['run', 'run-script', 'exec', 'x', 'dlx']);

/**
 * The name of a process whose runtime gave it none: the script for an interpreter (`stats.py`,
 * `-m pkg`), else the executable (`make`).
 */
export function nameFromArgv(argv: readonly string[]): string {
  const name = executable(argv);
  const kind = kindFromArgv(argv);
  if (kind === 'other') return shellScript(name, argv) ?? name;
  const withValue = OPTIONS_WITH_VALUE[kind];
  for (let i = 1; i < argv.length; i += 1) {
    const arg = argv[i] ?? '';
    if (arg === '-m' && kind === 'python') return `-m ${argv[i + 1] ?? ''}`.trimEnd();
    if (arg === '-c' || arg === '-e' || arg === '-p' || arg === '--eval') return `${name} ${arg}`;
    if (arg === '--test' && kind === 'node') return `${name} --test`;
    if (withValue.has(arg)) i += 1;
    else if (!arg.startsWith('-') || arg === '-') {
      const script = arg === '-' ? name : baseName(arg);
      return kind === 'node' ? withTask(script, argv.slice(i + 1)) : script;
    }
  }
  return name;
}

/** `npm run build` of npm's own script and its arguments; other scripts keep their name. */
function withTask(script: string, args: readonly string[]): string {
  const runner = RUNNERS.exec(script)?.[1];
  if (runner === undefined) return script;
  const words = args.filter((arg) => !arg.startsWith('-'));
  const task = runner !== 'npx' && RUNS.has(words[0] ?? '') ? words.slice(0, 2) : words.slice(0, 1);
  return [runner, ...task.map((word) => (word.includes('/') ? baseName(word) : word))].join(' ');
}

function shellScript(name: string, argv: readonly string[]): string | undefined {
  if (!/^(ba|da|z|k|fi)?sh$/.test(name)) return undefined;
  const script = argv[1];
  if (script === undefined || /^(-|\/dev\/fd\/|\/proc\/)/.test(script)) return undefined;
  return baseName(script);
}
