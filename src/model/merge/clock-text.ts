import type { SessionHost } from '../process-event.ts';
import { durationText, english, type Translate } from '../status.ts';

/** How a host's clock was off, in one sentence: `its clock was 3.01 s ahead, ± 40.0 ms (pairs of events: 4)`. */
export function clockText({ clock }: SessionHost, t: Translate = english): string {
  const { from, offsetUs, plusMinusUs, pairs } = clock;
  if (from === 'own') return t('all times are on its clock');
  const within = plusMinusUs === null ? '' : `, ± ${durationText(plusMinusUs)}`;
  if (from === 'wall-clock') {
    return pairs === 0
      ? t('its wall clock is taken to be right: nothing tells otherwise')
      : t('its wall clock is right{0} (pairs of events: {1})', within, String(pairs));
  }
  const off = durationText(Math.abs(offsetUs));
  return offsetUs > 0
    ? t('its wall clock was {0} ahead{1} (pairs of events: {2})', off, within, String(pairs))
    : t('its wall clock was {0} behind{1} (pairs of events: {2})', off, within, String(pairs));
}
