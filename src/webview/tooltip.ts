/** What the pointer rests on, in words. */
import { html, nothing, type TemplateResult } from 'lit';
import { blockedText, durationText } from '../model/status.ts';
import type { ProcessView } from '../model/views.ts';
import { t } from './l10n.ts';
import type { Snapshot } from './snapshot.ts';
import {
  blockSentence,
  evidenceText,
  instantText,
  isWaitReason,
  stateText,
  waitSentence,
} from './texts.ts';
import type { Hit } from './timeline/hit-test.ts';

export function tooltip(
  snapshot: Snapshot,
  process: ProcessView,
  hit: Hit | undefined,
  nowUs: number,
): TemplateResult {
  const interval = hit?.interval;
  const endUs = process.endUs;
  return html`
    <strong><bdi>${snapshot.nameOf(process.id)}</bdi> <span class="fs-pid">${process.pid}</span></strong>
    ${hit?.waits.map(
      (wait) =>
        html`<div>${waitSentence(wait, snapshot.nameOf, nowUs)} (${evidenceText(wait.evidence)})</div>`,
    )}
    ${hit?.blocks.map((block) => html`<div>${blockSentence(block, nowUs)}</div>`)}
    ${
      interval === undefined ||
      (isWaitReason(interval.reason) && hit?.waits.length) ||
      (interval.state === 'blocked' && hit?.blocks.some(({ thread }) => thread === null))
        ? nothing
        : html`<div>
            ${t(
              '{0} for {1}, {2} to {3} ({4})',
              interval.state === 'blocked'
                ? blockedText(interval.reason, t)
                : stateText(interval.state),
              durationText((interval.endUs ?? nowUs) - interval.startUs),
              instantText(interval.startUs),
              interval.endUs === null ? t('now') : instantText(interval.endUs),
              evidenceText(interval.evidence),
            )}
          </div>`
    }
    <div class="fs-dim">
      ${
        endUs === null
          ? t('started {0}, alive', instantText(process.startUs))
          : t('started {0}, ended {1}', instantText(process.startUs), instantText(endUs))
      }
    </div>
    <div class="fs-dim">${snapshot.statusOf(process).text}</div>
  `;
}
