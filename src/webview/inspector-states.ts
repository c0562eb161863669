/** The three states of a process, and how often it went from one to another: the textbook's diagram. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { type CoreState, type Transition, transitionsOf } from '../model/transitions.ts';
import type { ProcessView } from '../model/views.ts';
import { t } from './l10n.ts';

/** Centres of the states, in a picture of 240 × 116. */
const AT: Readonly<Record<CoreState, readonly [x: number, y: number]>> = {
  ready: [42, 24],
  running: [198, 24],
  blocked: [120, 92],
};
const HALF_WIDTH = 34;
const HALF_HEIGHT = 12;
/** Arrows of both ways between two states lie so far beside the line between them. */
const ASIDE = 6;

export function stateDiagram(process: ProcessView): TemplateResult | typeof nothing {
  const transitions = transitionsOf(process.intervals);
  if (transitions.length === 0) return nothing;
  const words = transitions
    .map(({ from, to, count }) => t('{0} to {1}: {2}', nameOf(from), nameOf(to), String(count)))
    .join(', ');
  return html`<h3>${t('Changes of state')}</h3>
    <svg class="fs-states" viewBox="0 0 240 116" role="img" aria-label=${words}>
      <defs>
        <marker id="fs-arrowhead" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
          <path d="M0 0 L6 3 L0 6 z" />
        </marker>
      </defs>
      ${transitions.map(arrow)}
      ${(Object.keys(AT) as CoreState[]).map(
        (state) => svg`<g transform="translate(${AT[state][0]} ${AT[state][1]})">
          <rect x=${-HALF_WIDTH} y=${-HALF_HEIGHT} width=${2 * HALF_WIDTH} height=${2 * HALF_HEIGHT} rx="12" />
          <text dy="4">${nameOf(state)}</text>
        </g>`,
      )}
    </svg>`;
}

function nameOf(state: CoreState): string {
  return { ready: t('ready'), running: t('running'), blocked: t('blocked') }[state];
}

/** From the edge of one state to that of the other, with the count beside its middle. */
function arrow({ from, to, count }: Transition): TemplateResult {
  const [[x1, y1], [x2, y2]] = [AT[from], AT[to]];
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [asideX, asideY] = [-dy * ASIDE, dx * ASIDE];
  const margin = Math.min(HALF_WIDTH / Math.abs(dx), HALF_HEIGHT / Math.abs(dy || 1e-9)) + 3;
  const start = [x1 + dx * margin + asideX, y1 + dy * margin + asideY];
  const end = [x2 - dx * margin + asideX, y2 - dy * margin + asideY];
  const middle = [(x1 + x2) / 2 + asideX * 2.6, (y1 + y2) / 2 + asideY * 2.6 + 4];
  return svg`<line x1=${start[0]} y1=${start[1]} x2=${end[0]} y2=${end[1]} marker-end="url(#fs-arrowhead)" />
    <text class="fs-count" x=${middle[0]} y=${middle[1]}>${count}</text>`;
}
