/** How a debugger joins a process of a kind. Knows nothing of the editor. */
import type { ProcessKind } from '../../model/process-event.ts';
import { type DebugConfiguration, withMark } from './debug-configuration.ts';

/** The process that a debugger is to join. */
export interface AttachTarget {
  readonly pid: number;
  readonly name: string;
  readonly kind: ProcessKind;
  /** File that the process runs, which some native debuggers want to be told. */
  readonly executable: string | undefined;
  /** Port of its inspector, for Node.js; without one the debugger looks for itself. */
  readonly inspectorPort?: number;
}

/** Debuggers that can join a process, the preferred one first, and where to get one. */
interface Choice {
  readonly types: readonly string[];
  readonly extension: string;
}

const CHOICES: Readonly<Record<ProcessKind, Choice>> = {
  python: { types: ['debugpy', 'python'], extension: 'ms-python.debugpy' },
  node: { types: ['pwa-node', 'node'], extension: 'ms-vscode.js-debug' },
  other: { types: ['lldb', 'lldb-dap', 'cppdbg'], extension: 'vadimcn.vscode-lldb' },
};

/** The extension that brings a debugger for processes of a kind. */
export function debuggerExtension(kind: ProcessKind): string {
  return CHOICES[kind].extension;
}

/** The configuration to join a process with; undefined when none of its debuggers is there. */
export function attachConfiguration(
  target: AttachTarget,
  hasDebugger: (type: string) => boolean,
): DebugConfiguration | undefined {
  const { pid, name, kind, executable } = target;
  const type = CHOICES[kind].types.find(hasDebugger);
  if (type === undefined) return undefined;
  const base = { type, name: `${name} [${pid}]`, request: 'attach' };
  const { inspectorPort: port } = target;
  switch (type) {
    case 'lldb':
    case 'lldb-dap':
      return { ...base, pid };
    case 'cppdbg':
      return { ...base, processId: String(pid), MIMode: 'gdb', program: executable ?? '' };
    case 'pwa-node':
    case 'node':
      return port === undefined
        ? { ...base, processId: String(pid) }
        : withMark({ ...base, address: '127.0.0.1', port }, { pid });
    default:
      return { ...base, processId: pid };
  }
}
