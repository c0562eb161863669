import * as vscode from 'vscode';
import { baseName, nameFromArgv } from '../model/naming.ts';
import { safeText } from '../model/safe-text.ts';
import type { ObservedSession } from './observed-session.ts';

/** What a session is called: its script, else its command. */
export function sessionTitle(session: ObservedSession): string {
  const command = session.header?.command ?? [];
  return safeText(command.length === 0 ? baseName(session.traceFile) : nameFromArgv(command));
}

/** `running · 5 processes`, `exit 0 · 14:03:22`. */
export function sessionSummary(session: ObservedSession): string {
  const { l10n } = vscode;
  const { model, header } = session;
  const when = header === undefined ? '' : new Date(header.startedAt).toLocaleTimeString();
  if (session.error !== undefined) return l10n.t('cannot be read');
  if (model === undefined || session.live === undefined) return when;
  const own = model.processes().filter(({ role }) => role !== 'helper').length;
  const count = own === 1 ? l10n.t('1 process') : l10n.t('{0} processes', String(own));
  return [sessionState(session), count, when].filter((part) => part !== '').join(' · ');
}

function sessionState(session: ObservedSession): string {
  const { l10n } = vscode;
  if (session.live === true) return l10n.t('running');
  const view = session.model?.session();
  if (view === undefined || !view.ended) return l10n.t('recording cut short');
  const { exit } = view;
  const end =
    exit === null
      ? l10n.t('ended')
      : 'signal' in exit
        ? exit.signal
        : l10n.t('exit {0}', String(exit.code));
  return view.complete ? end : l10n.t('{0}, left processes over', end);
}
