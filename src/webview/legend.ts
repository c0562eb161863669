/** What the colours, patterns and signs of the timeline mean, and which keys it knows. */
import { html, type TemplateResult } from 'lit';
import { t } from './l10n.ts';

const FILLINGS: readonly [filling: string, text: () => string][] = [
  ['running', () => t('running')],
  ['ready', () => t('ready: waits for a CPU')],
  ['blocked', () => t('blocked: on a queue, a lock, input, …')],
  ['wait', () => t('waits for a process; the arrow leads to it')],
  ['stopped', () => t('stopped by a signal')],
  ['zombie', () => t('zombie: ended, not yet reaped')],
  ['unknown', () => t('state unknown')],
  ['daemon', () => t('daemon')],
];

const SIGNS: readonly [sign: string, text: () => string][] = [
  ['✓ 0', () => t('ended well')],
  ['✗ 1', () => t('failed: exit code or signal')],
  ['■ TERM', () => t('terminated by another process')],
  ['┆', () => t('main ended: its exit phase begins')],
];

const KEYS: readonly [keys: string, text: () => string][] = [
  ['W S A D', () => t('zoom and move')],
  ['0  F', () => t('show all, show the selected process')],
  [',  .  P', () => t('one event back, on; play')],
  ['Esc', () => t('back to the present')],
  ['/', () => t('search')],
];

export function legend(): TemplateResult {
  return html`<ul class="fs-legend-list">
      ${FILLINGS.map(
        ([filling, text]) =>
          html`<li><span class="fs-swatch" data-filling=${filling}></span>${text()}</li>`,
      )}
    </ul>
    <dl class="fs-facts">
      ${[...SIGNS, ...KEYS].map(([sign, text]) => html`<dt>${sign}</dt><dd>${text()}</dd>`)}
    </dl>`;
}
