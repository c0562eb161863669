/** The inspector's last stack of a process, each line of the program a link. */
import { html, nothing, type TemplateResult } from 'lit';
import { safeText } from '../model/safe-text.ts';
import type { StackView } from '../model/views.ts';
import { type InspectorActions, siteLink } from './inspector-facts.ts';
import { t } from './l10n.ts';
import { instantText } from './texts.ts';

export function lastStack(
  stack: StackView | undefined,
  actions: InspectorActions,
): TemplateResult | typeof nothing {
  if (stack === undefined) return nothing;
  const { tUs, threads, failure } = stack;
  return html`<h3>${t('Stack')}</h3>
    <p class="fs-dim">
      ${
        failure === null
          ? t('at {0}, innermost call first', instantText(tUs))
          : t('could not answer: {0}', safeText(failure))
      }
    </p>
    ${threads.map(
      ({ name, frames }) => html`<h4><bdi>${safeText(name)}</bdi></h4>
        <ol class="fs-plain" data-list="stack">
          ${frames.map(
            (frame) => html`<li>
              <bdi>${safeText(frame.function)}</bdi>
              ${frame.site === null ? nothing : siteLink(frame.site, actions)}
            </li>`,
          )}
        </ol>`,
    )}`;
}
