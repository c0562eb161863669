/** The pairs of processes as a table: what each is called, what differs, and how long it lived. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ProcessView } from '../../model/views.ts';
import { t } from '../l10n.ts';
import { shortDuration } from '../texts.ts';
import { HEAD_HEIGHT, ROW_HEIGHT } from '../timeline/scene.ts';
import { type ComparedRow, type ComparedRows, differenceTexts } from './compared-rows.ts';

export interface ComparisonPicture {
  readonly rows: ComparedRows;
  readonly selected: string | null;
  readonly hovered: string | null;
  readonly scrollTop: number;
  /** Rows to have in the page, first and last included. */
  readonly first: number;
  readonly last: number;
  readonly nameOf: (process: ProcessView) => string;
}

export function comparisonTable(picture: ComparisonPicture): TemplateResult {
  const { rows, selected, first, last } = picture;
  const shown: { row: ComparedRow; index: number }[] = [];
  for (let index = first; index <= last; index += 1) {
    const row = rows.list[index];
    if (row !== undefined) shown.push({ row, index });
  }
  const own = rows.indexById.get(selected ?? '');
  const entry = own !== undefined && own >= first && own <= last ? own : first;
  const head = (column: string, text: string) =>
    html`<div role="columnheader" data-column=${column} class="fs-cell">${text}</div>`;
  return html`
    <div role="rowgroup" class="fs-head">
      <div role="row" class="fs-row" aria-rowindex="1">
        ${head('name', t('Process'))} ${head('difference', t('Difference'))}
        ${head('lived-a', t('Lived, A'))} ${head('lived-b', t('Lived, B'))}
      </div>
    </div>
    <div role="rowgroup" class="fs-rows">
      ${repeat(
        shown,
        ({ row }) => row.id,
        ({ row, index }) => rowTemplate(picture, row, index, entry === index),
      )}
    </div>
  `;
}

function rowTemplate(
  { selected, hovered, scrollTop, nameOf }: ComparisonPicture,
  { id, process, compared, depth }: ComparedRow,
  index: number,
  entry: boolean,
): TemplateResult {
  const { differences, livedUs } = compared;
  const name = nameOf(process);
  const text = differenceTexts(compared).join(', ');
  const cell = (column: string, content: string) =>
    html`<div role="gridcell" data-column=${column} class="fs-cell">${content}</div>`;
  return html`<div
    role="row"
    class="fs-row"
    data-process-id=${id}
    data-differences=${differences.join(' ')}
    ?data-hovered=${hovered === id}
    aria-rowindex=${index + 2}
    aria-level=${depth + 1}
    aria-selected=${selected === id ? 'true' : 'false'}
    tabindex=${entry ? 0 : -1}
    .style=${`transform: translateY(${HEAD_HEIGHT + index * ROW_HEIGHT - scrollTop}px); --fs-depth: ${Math.min(depth, 24)}`}
  >
    <div role="gridcell" data-column="name" class="fs-cell" title=${name}>
      <span
        class="fs-icon codicon codicon-${icon(differences)}"
        aria-hidden="true"
      ></span>
      <bdi class="fs-name">${name}</bdi>
    </div>
    <div role="gridcell" data-column="difference" class="fs-cell" title=${text || nothing}>${text}</div>
    ${cell('lived-a', livedText(compared.a, livedUs?.a, process))}
    ${cell('lived-b', livedText(compared.b, livedUs?.b, process))}
  </div>`;
}

/** Of the one process of a pair without a counterpart nothing was compared: its own times say it. */
function livedText(id: string | null, livedUs: number | undefined, only: ProcessView): string {
  if (id === null) return '';
  if (livedUs !== undefined) return shortDuration(livedUs);
  return only.endUs === null ? t('alive') : shortDuration(only.endUs - only.startUs);
}

function icon([first]: ComparedRow['compared']['differences']): string {
  switch (first) {
    case undefined:
      return 'blank';
    case 'new':
      return 'diff-added';
    case 'lost':
      return 'diff-removed';
    default:
      return 'diff-modified';
  }
}
