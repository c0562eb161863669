/** What a process was blocked on by its own word. */
import { html, nothing, type TemplateResult } from 'lit';
import { safeText } from '../model/safe-text.ts';
import { blockedText } from '../model/status.ts';
import type { BlockView } from '../model/views.ts';
import { type InspectorActions, siteLink } from './inspector-facts.ts';
import { t } from './l10n.ts';
import { shortDuration, waitLength } from './texts.ts';

/** Calls listed, the latest; a worker takes thousands of items from its queue. */
const MOST_BLOCKS = 20;

export function blockList(
  blocks: readonly BlockView[],
  nowUs: number,
  actions: InspectorActions,
): TemplateResult | typeof nothing {
  if (blocks.length === 0) return nothing;
  const left = blocks.length - MOST_BLOCKS;
  return html`<h3>${t('Blocked on')}</h3>
    <ul class="fs-waits" data-list="blocks">
      ${blocks.slice(-MOST_BLOCKS).map(
        ({ reason, object, thread, site, startUs, endUs }) =>
          html`<li data-outcome=${endUs === null ? 'open' : 'ended'}>
            ${blockedText(reason, t)}${object === null ? nothing : html` <bdi>${safeText(object, 80)}</bdi>`},
            ${shortDuration(waitLength({ startUs, endUs }, nowUs))}
            ${thread === null ? nothing : t('thread {0}', safeText(thread, 80))}
            ${site === null ? nothing : siteLink(site, actions)}
          </li>`,
      )}
    </ul>
    ${left > 0 ? html`<p class="fs-dim">${t('and {0} before', String(left))}</p>` : nothing}`;
}
