/** The inspector's last lines of what a process wrote. */
import { html, nothing, type TemplateResult } from 'lit';
import { safeLine } from '../model/safe-text.ts';
import { sizeText } from '../model/status.ts';
import type { OutputView } from '../model/views.ts';
import { t } from './l10n.ts';

/** Where lines were not kept, a line of our own says how much is missing. */
export function outputLines(lines: readonly OutputView[]): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<h3>${t('Output')}</h3>
    <ol class="fs-output" data-list="output">
      ${lines.map(
        ({ tUs, stream, text, skippedBytes }) =>
          html`${skippedBytes === 0 ? nothing : gap(skippedBytes)}
            <li data-stream=${stream}>
              <span class="fs-at">${(tUs / 1_000_000).toFixed(2)}</span><bdi>${safeLine(text)}</bdi>
            </li>`,
      )}
    </ol>`;
}

function gap(bytes: number): TemplateResult {
  return html`<li class="fs-dim" data-gap>${t('… {0} not kept', sizeText(bytes))}</li>`;
}
