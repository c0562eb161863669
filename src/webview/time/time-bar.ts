/** The strip below the rows: step, play, and the way back to the present. */
import '@vscode-elements/elements/dist/vscode-option/vscode-option.js';
import '@vscode-elements/elements/dist/vscode-single-select/vscode-single-select.js';
import { html, type TemplateResult } from 'lit';
import { actionButton } from '../action-button.ts';
import { t } from '../l10n.ts';
import type { PanelStore } from '../store.ts';
import { instantText } from '../texts.ts';
import { SPEEDS } from './time-cursor.ts';

export interface TimeActions {
  /** Shows the session as it was at `tUs`; null: as it is now. */
  goTo(tUs: number | null): void;
  stepBack(): void;
  stepForward(): void;
  togglePlay(): void;
  setSpeed(speed: number): void;
}

export function timeBar(store: PanelStore, shownUs: number, actions: TimeActions): TemplateResult {
  const { cursor, live } = store;
  const { playing, tUs } = cursor;
  const back = live ? t('Back to what happens now') : t('To the end');
  return html`
    ${actionButton('to-start', 'debug-reverse-continue', t('To the start'), () => actions.goTo(0))}
    ${actionButton('step-back', 'debug-step-back', t('One event back (,)'), () => actions.stepBack())}
    ${actionButton(
      'play',
      playing ? 'debug-pause' : 'play',
      playing ? t('Pause (p)') : t('Play from here (p)'),
      () => actions.togglePlay(),
    )}
    ${actionButton('step-forward', 'debug-step-over', t('One event on (.)'), () => actions.stepForward())}
    <vscode-single-select
      class="fs-speed"
      data-action="speed"
      position="above"
      label=${t('Speed of playing')}
      .value=${String(cursor.speed)}
      @change=${({ target }: Event) => actions.setSpeed(speedOf(target))}
    >
      ${SPEEDS.map(
        (speed) =>
          html`<vscode-option value=${speed} ?selected=${speed === cursor.speed}>×${speed}</vscode-option>`,
      )}
    </vscode-single-select>
    <span class="fs-instant" data-past=${tUs === null ? 'no' : 'yes'}>${instantText(shownUs)}</span>
    ${actionButton('live', live ? 'record' : 'debug-continue', back, () => actions.goTo(null), {
      text: live ? t('Live') : t('End'),
      pressed: tUs === null,
    })}
  `;
}

function speedOf(target: EventTarget | null): number {
  const value = target instanceof HTMLElement && 'value' in target ? Number(target.value) : 1;
  return SPEEDS.includes(value) ? value : 1;
}
