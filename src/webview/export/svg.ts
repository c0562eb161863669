/** The timeline with its names as an SVG: lines and words that can be edited and searched. */
import type { StateInterval } from '../../model/intervals.ts';
import type { ProcessView } from '../../model/views.ts';
import { t } from '../l10n.ts';
import { exitMark, instantText } from '../texts.ts';
import { ticks } from '../ticks.ts';
import { arrowsInView } from '../timeline/arrows.ts';
import type { Theme } from '../timeline/colors.ts';
import { fillingOf } from '../timeline/draw-bars.ts';
import { intervalRuns } from '../timeline/interval-runs.ts';
import { BAR_HEIGHT, BAR_TOP, HEAD_HEIGHT, ROW_HEIGHT, type Scene } from '../timeline/scene.ts';
import { NAMES_WIDTH, pictureHeight, pictureRows, rowTexts } from './picture.ts';

const MIN_TICK_GAP = 60;

/** All rows of `scene`. */
export function svgOf(scene: Scene): string {
  const rows = pictureRows(scene.rows);
  const whole: Scene = { ...scene, rows, scrollTop: 0, first: 0, last: rows.list.length - 1 };
  const [width, height] = [NAMES_WIDTH + scene.width, pictureHeight(rows)];
  const { color } = scene.theme;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    patterns(scene.theme),
    rect(0, 0, width, height, color.background),
    `<g transform="translate(${NAMES_WIDTH} 0)">`,
    ...axis(whole, height),
    ...rows.list.flatMap((row, index) => {
      if (row === undefined) return [];
      const members = row.group?.members ?? [row.process];
      const process = scene.snapshot.process(members[0]?.id ?? '');
      return process === undefined ? [] : bar(whole, process, topOf(index), row.group === null);
    }),
    ...arrows(whole),
    '</g>',
    ...rows.list.flatMap((row, index) => {
      if (row === undefined) return [];
      const { name, status } = rowTexts(row, scene.snapshot);
      const x = 8 + Math.min(row.depth, 10) * 14;
      const y = topOf(index) + BAR_HEIGHT - 2;
      return `<text x="${x}" y="${y}" fill="${color.foreground}">${escaped(name)} <tspan fill="${color.dim}">${escaped(status)}</tspan></text>`;
    }),
    '</svg>',
    '',
  ].join('\n');
}

function topOf(index: number): number {
  return HEAD_HEIGHT + index * ROW_HEIGHT + BAR_TOP;
}

function bar(scene: Scene, process: ProcessView, top: number, single: boolean): string[] {
  const { scale, nowUs, width, theme } = scene;
  const endUs = process.endUs ?? nowUs;
  const [left, right] = [Math.max(0, scale(process.startUs)), Math.min(width, scale(endUs))];
  if (right < 0 || left > width) return [];
  const pixelUs = scale.invert(1) - scale.invert(0);
  const parts: string[] = [];
  for (const each of intervalRuns(
    process.intervals,
    scale.invert(left),
    scale.invert(right),
    pixelUs,
  )) {
    const from = Math.max(left, scale(each.startUs));
    const to = Math.min(right, scale(each.endUs ?? nowUs));
    if (to > from) parts.push(rect(from, top, to - from, BAR_HEIGHT, paintOf(each, theme)));
  }
  const failed = scene.snapshot.statusOf(process).tone === 'failed';
  const stroke = process.daemon
    ? theme.color.daemon
    : failed
      ? theme.color.failed
      : theme.color.edge;
  const dash = process.daemon ? ' stroke-dasharray="5 3"' : '';
  parts.push(
    `<rect x="${round(left)}" y="${top}" width="${round(Math.max(right - left, 2))}" height="${BAR_HEIGHT}" rx="2.5" fill="none" stroke="${stroke}"${dash}/>`,
  );
  if (process.endUs !== null && single) {
    const fill = failed ? theme.color['failed-text'] : theme.color.dim;
    parts.push(text(right + 6, top + BAR_HEIGHT - 2, exitMark(process), fill));
  }
  return parts;
}

function paintOf(interval: StateInterval, { color }: Theme): string {
  const filling = fillingOf(interval);
  if (filling === 'wait') return 'url(#wait)';
  if (filling === 'ready') return 'url(#ready)';
  if (filling === 'blocked') return 'url(#blocked)';
  return filling === undefined ? 'none' : color[filling];
}

/** The same patterns as on the canvas. */
function patterns({ color }: Theme): string {
  const pattern = (id: string, ground: string, mark: string) =>
    `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse">${rect(0, 0, 6, 6, ground)}${mark}</pattern>`;
  return `<defs>${[
    pattern(
      'wait',
      color['wait-ground'],
      `<path d="M-1 7L7 -1M-7 7L1 -1M5 7L13 -1" stroke="${color.wait}" stroke-width="2.1"/>`,
    ),
    pattern('blocked', color.blocked, rect(0, 2.5, 6, 1, color['blocked-mark'])),
    pattern(
      'ready',
      color.ready,
      rect(1, 1, 1.2, 1.2, color['ready-mark']) + rect(4, 4, 1.2, 1.2, color['ready-mark']),
    ),
  ].join('')}</defs>`;
}

function axis({ scale, width, theme, snapshot }: Scene, height: number): string[] {
  const { color } = theme;
  const usPerPx = scale.invert(1) - scale.invert(0);
  const marks = ticks(scale.invert(0), scale.invert(width), usPerPx * MIN_TICK_GAP);
  const lines = marks.flatMap(({ us, text: words }) => [
    rect(Math.round(scale(us)), 4, 1, height, color.grid),
    text(scale(us) + 4, 14, words, color.dim),
  ]);
  const { mainEndedUs } = snapshot.session;
  if (mainEndedUs === null) return lines;
  const x = round(scale(mainEndedUs));
  return [
    ...lines,
    `<path d="M${x} 21V${height}" stroke="${color.foreground}" stroke-dasharray="3 3"/>`,
    text(x + 5, 31, t('main ended {0}', instantText(mainEndedUs)), color.foreground),
  ];
}

function arrows(scene: Scene): string[] {
  const { color } = scene.theme;
  return arrowsInView(scene).map(({ wait, from, to, x }) => {
    const down = to > from;
    const start = topOf(from) + (down ? BAR_HEIGHT : 0);
    const end = topOf(to) + (down ? 0 : BAR_HEIGHT);
    const base = end + (down ? -6 : 6);
    const stroke = wait.outcome === 'timed-out' ? color['timed-out'] : color.wait;
    const dash = wait.outcome === 'timed-out' ? ' stroke-dasharray="4 2.5"' : '';
    const at = round(x);
    return `<path d="M${at} ${start}C${at + 8} ${start} ${at + 8} ${base} ${at} ${base}" fill="none" stroke="${stroke}" stroke-width="1.5"${dash}/><path d="M${at} ${end}L${at - 3.6} ${base}L${at + 3.6} ${base}Z" fill="${stroke}"/>`;
  });
}

function rect(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${height}" fill="${fill}"/>`;
}

function text(x: number, y: number, words: string, fill: string): string {
  return `<text x="${round(x)}" y="${y}" fill="${fill}">${escaped(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
};

function escaped(words: string): string {
  return words.replace(/[<>&"]/g, (each) => ESCAPES[each] ?? each);
}
