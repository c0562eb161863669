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

/** Interpreter options that take the next argument as their value. */
const OPTIONS_WITH_VALUE: Readonly<Record<Exclude<ProcessKind, 'other'>, ReadonlySet<string>>> = {
  python: new Set(['-W', '-X', '--check-hash-based-pycs']),
  node: new Set(['-r', '--require', '--import', '--loader', '-C', '--conditions', '--env-file']),
};

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
    if (withValue.has(arg)) i += 1;
    else if (!arg.startsWith('-') || arg === '-') return arg === '-' ? name : baseName(arg);
  }
  return name;
}

function shellScript(name: string, argv: readonly string[]): string | undefined {
  if (!/^(ba|da|z|k|fi)?sh$/.test(name)) return undefined;
  const script = argv[1];
  if (script === undefined || /^(-|\/dev\/fd\/|\/proc\/)/.test(script)) return undefined;
  return baseName(script);
}
