/** Gantt charts as SVG: a row a CPU, or a row a job. */
import { nothing, svg, type TemplateResult } from 'lit';
import { markOf } from '../../model/scheduling/text-gantt.ts';
import { t } from '../l10n.ts';

/** A bar of job `job`. */
export interface GanttBar {
  readonly job: number;
  readonly startUs: number;
  readonly endUs: number;
}

export interface GanttRow {
  readonly label: string;
  /** By start, without overlap. */
  readonly bars: readonly GanttBar[];
}

export interface GanttChart {
  readonly label: string;
  readonly rows: readonly GanttRow[];
  readonly fromUs: number;
  readonly toUs: number;
  /** In px. */
  readonly width: number;
  readonly nameOf: (job: number) => string;
}

const ROW_HEIGHT = 22;
const BAR_HEIGHT = 16;
const LABEL_WIDTH = 56;
const AXIS_HEIGHT = 18;
/** Half of a tick's text. */
const RIGHT_MARGIN = 28;
/** Room that a job's letter needs. */
const LETTER_WIDTH = 12;
/** Colours that bars take in turn; letters tell the jobs apart. */
const COLORS = 6;

interface DrawnBar extends GanttBar {
  readonly x: number;
  readonly width: number;
}

export function gantt(chart: GanttChart): TemplateResult {
  const { rows, width, fromUs, toUs, label } = chart;
  const plotWidth = Math.max(1, width - LABEL_WIDTH - RIGHT_MARGIN);
  const scale = plotWidth / Math.max(1, toUs - fromUs);
  const height = rows.length * ROW_HEIGHT + AXIS_HEIGHT;
  return svg`<svg class="fs-gantt" role="img" aria-label=${label} width=${width} height=${height}>
    ${rows.map((row, i) => {
      const y = i * ROW_HEIGHT;
      return svg`<g transform="translate(0 ${y})">
        <text class="fs-gantt-label" x="0" y=${BAR_HEIGHT - 3}>${row.label}</text>
        <rect class="fs-gantt-idle" x=${LABEL_WIDTH} y="1" width=${plotWidth} height=${BAR_HEIGHT}></rect>
        ${drawable(row.bars, fromUs, scale).map((bar) => drawBar(bar, chart))}
      </g>`;
    })}
    ${axis(fromUs, toUs, scale, rows.length * ROW_HEIGHT)}
  </svg>`;
}

/** Bars with their places; of several within one px the first is drawn. */
function drawable(bars: readonly GanttBar[], fromUs: number, scale: number): DrawnBar[] {
  const drawn: DrawnBar[] = [];
  let lastX = Number.NEGATIVE_INFINITY;
  for (const bar of bars) {
    const x = LABEL_WIDTH + (bar.startUs - fromUs) * scale;
    const width = (bar.endUs - bar.startUs) * scale;
    if (width < 1 && Math.floor(x) === lastX) continue;
    lastX = Math.floor(x);
    drawn.push({ ...bar, x, width: Math.max(width, 0.75) });
  }
  return drawn;
}

function drawBar(
  { job, x, width, startUs, endUs }: DrawnBar,
  { nameOf }: GanttChart,
): TemplateResult {
  const title = `${nameOf(job)}: ${milliseconds(startUs)}–${milliseconds(endUs)} ms`;
  return svg`<g class="fs-gantt-bar" data-job=${job} data-color=${job % COLORS}>
    <rect x=${x} y="1" width=${width} height=${BAR_HEIGHT}><title>${title}</title></rect>
    ${
      width < LETTER_WIDTH
        ? nothing
        : svg`<text x=${x + width / 2} y=${BAR_HEIGHT - 3}>${markOf(job)}</text>`
    }
  </g>`;
}

const TICK_DISTANCE = 90;

function axis(fromUs: number, toUs: number, scale: number, y: number): TemplateResult {
  const stepUs = niceStep(TICK_DISTANCE / scale);
  const ticks: number[] = [];
  for (let us = Math.ceil(fromUs / stepUs) * stepUs; us <= toUs; us += stepUs) ticks.push(us);
  return svg`<g class="fs-gantt-axis">
    ${ticks.map((us) => {
      const x = LABEL_WIDTH + (us - fromUs) * scale;
      return svg`<line x1=${x} x2=${x} y1="0" y2=${y + 3}></line>
        <text x=${x} y=${y + 14}>${t('{0} ms', milliseconds(us))}</text>`;
    })}
  </g>`;
}

/** The next of 1, 2, 5, 10, … that is no less; 1 µs at least. */
export function niceStep(atLeastUs: number): number {
  let step = 1;
  for (const factor of cycle([2, 2.5, 2])) {
    if (step >= atLeastUs) return step;
    step *= factor;
  }
  return step;
}

function* cycle(factors: readonly number[]): Generator<number> {
  for (;;) yield* factors;
}

/** `12`, `12.5`, `0.125`. */
export function milliseconds(us: number): string {
  return String(Math.round(us) / 1_000);
}
