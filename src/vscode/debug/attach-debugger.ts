import { readlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import { safeText } from '../../model/safe-text.ts';
import { UserError } from '../../model/user-error.ts';
import type { ProcessView } from '../../model/views.ts';
import { isAlive } from '../../sources/process-end.ts';
import { refuseUntrusted } from '../launcher.ts';
import { attachConfiguration, debuggerExtension } from './attach-choice.ts';
import type { Debuggees } from './debuggees.ts';
import { hasDebugger } from './debuggers.ts';
import { openInspector } from './node-inspector.ts';

/**
 * Has a debugger join a process. It is not suspended by that; breakpoints do so from then on.
 * @throws {UserError} when the process has ended, or is debugged already.
 */
export async function attachDebugger(view: ProcessView, debuggees: Debuggees): Promise<void> {
  refuseUntrusted();
  const { l10n } = vscode;
  const { pid, kind } = view;
  const name = safeText(view.name);
  if (view.endUs !== null || !isAlive(pid)) {
    throw new UserError(
      'process-gone',
      l10n.t('{0} has ended; a debugger can only join a process that runs.', `${name} (${pid})`),
    );
  }
  const debuggee = debuggees.ofProcess(pid);
  if (debuggee !== undefined) {
    throw new UserError(
      'usage',
      l10n.t(
        '{0} is debugged already, in the session “{1}”.',
        `${name} (${pid})`,
        debuggee.session.name,
      ),
    );
  }
  const target = { pid, name, kind, executable: executableOf(pid) };
  if (attachConfiguration(target, hasDebugger) === undefined) {
    await offerExtension(kind);
    return;
  }
  const inspectorPort =
    kind === 'node' ? await inspectorPortOf(pid, `${name} (${pid})`) : undefined;
  const configuration = attachConfiguration(
    { ...target, ...(inspectorPort !== undefined && { inspectorPort }) },
    hasDebugger,
  );
  if (configuration !== undefined) await vscode.debug.startDebugging(undefined, configuration);
}

/** Elsewhere than on Linux the debugger has the inspector opened, and supposes its port. */
async function inspectorPortOf(pid: number, what: string): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const port = await openInspector(pid);
  if (port !== undefined) return port;
  throw new UserError(
    'usage',
    vscode.l10n.t(
      '{0} opened no port for the debugger: another process uses port 9229, or it is debugged already.',
      what,
    ),
  );
}

async function offerExtension(kind: ProcessView['kind']): Promise<void> {
  const { l10n } = vscode;
  const extension = debuggerExtension(kind);
  const open = l10n.t('Open Extensions');
  const message =
    kind === 'other'
      ? l10n.t('No installed debugger can join a native process; the extension {0} can.', extension)
      : l10n.t(
          'No installed debugger can join a process of {0}; the extension {1} can.',
          kind === 'python' ? 'Python' : 'Node.js',
          extension,
        );
  if ((await vscode.window.showErrorMessage(message, open)) === open) {
    await vscode.commands.executeCommand('workbench.extensions.search', `@id:${extension}`);
  }
}

function executableOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}
