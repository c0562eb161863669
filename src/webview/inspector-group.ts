/** The inspector while a row of several processes is selected: identical workers, or those of a host. */
import { html, nothing, type TemplateResult } from 'lit';
import { clockText } from '../model/merge/clock-text.ts';
import type { InspectorActions } from './inspector-facts.ts';
import { t } from './l10n.ts';
import { type Group, groupStatus, groupTitle } from './row-groups.ts';
import type { Snapshot } from './snapshot.ts';

/** Members listed; the others stand in the table. */
const MOST_MEMBERS = 100;

export function groupFacts(
  snapshot: Snapshot,
  group: Group,
  actions: InspectorActions,
): TemplateResult {
  const { kind, members } = group;
  const host = kind === 'host' ? snapshot.session.hosts[members[0]?.host ?? 0] : undefined;
  const { text } = groupStatus(group, (each) => snapshot.statusOf(each));
  const left = members.length - MOST_MEMBERS;
  return html`<h2><bdi>${groupTitle(group)}</bdi></h2>
    <p>${text}</p>
    ${host === undefined ? nothing : html`<p data-fact="clock">${clockText(host, t)}</p>`}
    <ul class="fs-plain" data-list="members">
      ${members.slice(0, MOST_MEMBERS).map(
        (member) =>
          html`<li>
            <button class="fs-link" @click=${() => actions.select(member.id)}>
              <bdi>${snapshot.nameOf(member.id)}</bdi> ${member.pid}
            </button>
            <span class="fs-dim">${snapshot.statusOf(member).text}</span>
          </li>`,
      )}
    </ul>
    ${left > 0 ? html`<p class="fs-dim">${t('and {0} more', String(left))}</p>` : ''}`;
}
