/** The inspector while no process is selected: the session as a whole. */
import { html, nothing, type TemplateResult } from 'lit';
import { hostName } from '../model/hosts.ts';
import { clockText } from '../model/merge/clock-text.ts';
import { safeText } from '../model/safe-text.ts';
import { exitText } from '../model/status.ts';
import { t } from './l10n.ts';
import type { Snapshot } from './snapshot.ts';
import { instantText } from './texts.ts';

export function sessionFacts({ session, processCount }: Snapshot, nowUs: number): TemplateResult {
  const facts: [string, string, string][] = [
    ['command', t('Command'), safeText(session.command.join(' '), 600)],
    ['cwd', t('Folder'), safeText(session.cwd)],
    ['started-at', t('Started'), startedText(session.startedAt)],
    ['duration', t('Duration'), instantText(nowUs)],
    ['processes', t('Processes'), String(processCount)],
  ];
  if (session.mainEndedUs !== null) {
    facts.push(['main-ended', t('Main ended'), instantText(session.mainEndedUs)]);
  }
  if (session.exit !== null) facts.push(['exit', t('Exit'), safeText(exitText(session), 40)]);
  if (session.lostEvents > 0) facts.push(['lost', t('Lost events'), String(session.lostEvents)]);
  if (session.ambiguousEvents > 0) {
    facts.push(['ambiguous', t('Ambiguous events'), String(session.ambiguousEvents)]);
  }
  const ofHosts = session.hosts.length > 1;
  return html`<h2>${t('Session')}</h2>
    <p class="fs-dim">${t('Select a process to see all that is known of it.')}</p>
    <dl class="fs-facts">
      ${facts.map(
        ([key, label, text]) =>
          html`<dt>${label}</dt>
            <dd data-fact=${key}><bdi>${text}</bdi></dd>`,
      )}
    </dl>
    ${
      ofHosts
        ? html`<h3>${t('Hosts')}</h3>
            <ul class="fs-plain" data-list="hosts">
              ${session.hosts.map(
                (host) => html`<li><bdi>${safeText(host.name)}</bdi>: ${clockText(host, t)}</li>`,
              )}
            </ul>`
        : nothing
    }
    ${
      session.sources.length === 0
        ? nothing
        : html`<h3>${t('Sources')}</h3>
            <ul class="fs-plain" data-list="sources">
              ${session.sources.map(
                ({ name, host, status, message }) =>
                  html`<li>
                    ${name}${ofHosts ? ` (${safeText(hostName(session.hosts, host))})` : ''}: ${sourceStatus(status)}${message === null ? '' : ` – ${safeText(message)}`}
                  </li>`,
              )}
            </ul>`
    }
    ${
      session.notices.length === 0
        ? nothing
        : html`<h3>${t('Notices')}</h3>
            <ul class="fs-plain" data-list="notices">
              ${session.notices.map((notice) => html`<li>${safeText(notice)}</li>`)}
            </ul>`
    }`;
}

function sourceStatus(status: 'active' | 'unavailable' | 'ended'): string {
  return status === 'active' ? t('active') : status === 'ended' ? t('ended') : t('unavailable');
}

function startedText(startedAt: string): string {
  const date = new Date(startedAt);
  return Number.isNaN(date.getTime()) ? safeText(startedAt, 40) : date.toLocaleString();
}
