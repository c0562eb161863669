/** The tree as a table: its head, and the rows around the scroll position. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { memoryText, type Status } from '../model/status.ts';
import type { ProcessView } from '../model/views.ts';
import { t } from './l10n.ts';
import type { Row, Rows } from './rows.ts';
import type { Snapshot } from './snapshot.ts';
import { endCauseText, instantText, waitSentence } from './texts.ts';
import { HEAD_HEIGHT, ROW_HEIGHT } from './timeline/scene.ts';

export interface TablePicture {
  readonly rows: Rows;
  readonly snapshot: Snapshot;
  readonly selected: string | null;
  readonly hovered: string | null;
  readonly scrollTop: number;
  /** Rows to have in the page, first and last included. */
  readonly first: number;
  readonly last: number;
  readonly nowUs: number;
}

const HEADS: readonly [column: string, text: () => string][] = [
  ['name', () => t('Process')],
  ['status', () => t('State')],
  ['pid', () => t('PID')],
  ['ppid', () => t('PPID')],
  ['cpu', () => t('CPU')],
  ['memory', () => t('Memory')],
  ['start', () => t('Start')],
  ['end', () => t('End')],
  ['details', () => t('Details')],
];

/** Icon beside the name; each status has its own. */
export function statusIcon(status: Status, process: ProcessView): string {
  switch (status.tone) {
    case 'waiting':
      return 'watch';
    case 'blocked':
      return 'debug-pause';
    case 'quiet':
      return process.endCause === 'exited' ? 'check' : 'primitive-square';
    case 'failed':
      return process.leftOver ? 'warning' : 'close';
    case 'daemon':
      return 'issue-draft';
    case 'zombie':
      return 'circle-slash';
    default:
      return process.state === 'running' ? 'play' : 'circle-outline';
  }
}

export function table(picture: TablePicture): TemplateResult {
  const { rows, selected, first, last } = picture;
  const shown: { row: Row; index: number }[] = [];
  const add = (index: number) => {
    const row = rows.list[index];
    if (row !== undefined) shown.push({ row, index });
  };
  // The selected row stays in the page when it is scrolled away: the focus may be on it.
  const own = selected === null ? undefined : rows.indexById.get(selected);
  if (own !== undefined && own < first) add(own);
  for (let index = first; index <= last; index += 1) add(index);
  if (own !== undefined && own > last) add(own);
  const entry = own === undefined ? rows.list[Math.max(0, first)]?.process.id : selected;
  return html`
    <div role="rowgroup" class="fs-head">
      <div role="row" class="fs-row" aria-rowindex="1">
        ${HEADS.map(
          ([column, text]) =>
            html`<div role="columnheader" data-column=${column} class="fs-cell">${text()}</div>`,
        )}
      </div>
    </div>
    <div role="rowgroup" class="fs-rows">
      ${repeat(
        shown,
        ({ row }) => row.process.id,
        ({ row, index }) => rowTemplate(picture, row, index, entry === row.process.id),
      )}
    </div>
  `;
}

function rowTemplate(
  { snapshot, selected, hovered, scrollTop, nowUs }: TablePicture,
  { process, depth, setSize, posInSet, expandable, expanded }: Row,
  index: number,
  entry: boolean,
): TemplateResult {
  const status = snapshot.statusOf(process);
  const name = snapshot.nameOf(process.id);
  const alive = process.endUs === null;
  const usage = alive ? process.usage : null;
  const lifetime = t(
    '{0}: started {1}, {2}',
    name,
    instantText(process.startUs),
    process.endUs === null ? t('alive') : t('ended {0}', instantText(process.endUs)),
  );
  return html`<div
    role="row"
    id="fs-row-${process.id}"
    class="fs-row"
    data-process-id=${process.id}
    data-pid=${process.pid}
    data-tone=${status.tone}
    data-state=${process.state}
    ?data-hovered=${hovered === process.id}
    aria-rowindex=${index + 2}
    aria-level=${depth + 1}
    aria-setsize=${setSize}
    aria-posinset=${posInSet}
    aria-selected=${selected === process.id ? 'true' : 'false'}
    aria-expanded=${expandable ? (expanded ? 'true' : 'false') : nothing}
    tabindex=${entry ? 0 : -1}
    .style=${`transform: translateY(${HEAD_HEIGHT + index * ROW_HEIGHT - scrollTop}px); --fs-depth: ${Math.min(depth, 24)}`}
  >
    <div role="gridcell" data-column="name" class="fs-cell" title=${lifetime}>
      <span
        class="fs-twistie ${expandable ? `codicon codicon-chevron-${expanded ? 'down' : 'right'}` : ''}"
        aria-hidden="true"
      ></span>
      <span class="fs-icon codicon codicon-${statusIcon(status, process)}" aria-hidden="true"></span>
      <bdi class="fs-name">${name}</bdi>
      ${tag(process)}
    </div>
    <div role="gridcell" data-column="status" class="fs-cell" title=${status.text}>${status.text}</div>
    <div role="gridcell" data-column="pid" class="fs-cell">${process.pid}</div>
    <div role="gridcell" data-column="ppid" class="fs-cell">${process.ppid || '–'}</div>
    <div role="gridcell" data-column="cpu" class="fs-cell">
      ${usage === null ? '' : t('{0} %', String(Math.round(usage.cpuPercent)))}
    </div>
    <div role="gridcell" data-column="memory" class="fs-cell">
      ${usage === null ? '' : memoryText(usage.rssBytes)}
    </div>
    <div role="gridcell" data-column="start" class="fs-cell">${instantText(process.startUs)}</div>
    <div role="gridcell" data-column="end" class="fs-cell">
      ${process.endUs === null ? '–' : instantText(process.endUs)}
    </div>
    <div role="gridcell" data-column="details" class="fs-cell">
      ${details(snapshot, process, nowUs).join('. ')}
    </div>
  </div>`;
}

/** How it is meant to end, while that is not what the status says already. */
function tag(process: ProcessView): TemplateResult | typeof nothing {
  if (process.daemon && process.endCause !== 'daemon-terminated') {
    return html`<span class="fs-tag" data-tag="daemon">${t('daemon')}</span>`;
  }
  if (process.detached)
    return html`<span class="fs-tag" data-tag="detached">${t('detached')}</span>`;
  return nothing;
}

/** What the timeline shows of the process, in words: for those who do not see it. */
function details(snapshot: Snapshot, process: ProcessView, nowUs: number): string[] {
  const sentences: string[] = [];
  if (process.daemon) sentences.push(t('daemon'));
  if (process.detached) sentences.push(t('detached'));
  const own = snapshot.waitsOf(process.id);
  for (const wait of own.slice(-5)) sentences.push(waitSentence(wait, snapshot.nameOf, nowUs));
  if (own.length > 5) sentences.push(t('and {0} waits before', String(own.length - 5)));
  for (const wait of snapshot.waitsFor(process.id)) {
    if (wait.endUs === null) sentences.push(t('{0} waits for it', snapshot.nameOf(wait.waiter)));
  }
  if (process.endUs !== null && process.endCause !== null) {
    sentences.push(
      t('ended {0}, cause: {1}', instantText(process.endUs), endCauseText(process.endCause)),
    );
  }
  return sentences;
}
