/** The selected pair in words, and where to go from there. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ProcessView } from '../../model/views.ts';
import type { FromPanel } from '../../protocol/panel-messages.ts';
import { actionButton } from '../action-button.ts';
import { t } from '../l10n.ts';
import { shortDuration, siteText } from '../texts.ts';
import { differenceTexts } from './compared-rows.ts';
import { type ComparisonStore, SIDES, type SideName } from './comparison-store.ts';

export function comparisonDetails(
  store: ComparisonStore,
  atMs: number,
  post: (message: FromPanel) => void,
): TemplateResult {
  const row = store.selectedRow(atMs);
  if (row === undefined) return html`<span>${t('Select a row to see what differs.')}</span>`;
  const { compared } = row;
  const texts = differenceTexts(compared);
  const waited = compared.waitedUs;
  return html`
    <span>${texts.length === 0 ? t('no differences') : texts.join(', ')}</span>
    ${
      waited === null || waited.a + waited.b === 0
        ? nothing
        : html`<span
            >${t('waited for processes: A {0}, B {1}', shortDuration(waited.a), shortDuration(waited.b))}</span
          >`
    }
    ${SIDES.map((side) => {
      const process = store.sides[side].whole()?.process(compared[side] ?? '');
      return process === undefined ? nothing : sideDetails(store, side, process, post);
    })}
  `;
}

function sideDetails(
  store: ComparisonStore,
  side: SideName,
  { id, pid, startSite }: ProcessView,
  post: (message: FromPanel) => void,
): TemplateResult {
  const name = side.toUpperCase();
  return html`<span class="fs-compared-side"
    >${t('{0}: PID {1}', name, String(pid))}
    ${
      startSite === null
        ? nothing
        : html`<button
            class="fs-link"
            @click=${() => post({ type: 'open-site', file: startSite.file, line: startSite.line })}
            >${siteText(startSite)}</button
          >`
    }
    ${actionButton(`show-${side}`, 'go-to-file', t('Show it in the timeline of {0}', name), () =>
      post({ type: 'show-process', showing: store.showingOf(side), process: id }),
    )}</span
  >`;
}
