/** The tree as a table: its head, and the rows around the scroll position. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { hostName } from '../model/hosts.ts';
import { safeText } from '../model/safe-text.ts';
import { memoryText, type Status } from '../model/status.ts';
import type { UsageView } from '../model/usage.ts';
import type { ProcessView } from '../model/views.ts';
import { t } from './l10n.ts';
import { type Group, groupStatus, groupTitle } from './row-groups.ts';
import { COLUMNS, type Column, type RowOrder } from './row-sort.ts';
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
  /** Processes in which the searched text occurs. */
  readonly matches: ReadonlySet<string>;
  readonly hidden: ReadonlySet<Column>;
  readonly order: RowOrder | null;
}

export interface TableActions {
  sortBy(column: Column): void;
}

const HEADS: Readonly<Record<Column, () => string>> = {
  name: () => t('Process'),
  status: () => t('State'),
  pid: () => t('PID'),
  ppid: () => t('PPID'),
  cpu: () => t('CPU'),
  memory: () => t('Memory'),
  start: () => t('Start'),
  end: () => t('End'),
};

export function columnText(column: Column): string {
  return HEADS[column]();
}

function head(
  { order, hidden }: TablePicture,
  column: Column,
  actions: TableActions,
): TemplateResult | typeof nothing {
  if (hidden.has(column)) return nothing;
  const sorted = order?.column === column ? (order.descending ? 'descending' : 'ascending') : null;
  return html`<div
    role="columnheader"
    data-column=${column}
    class="fs-cell"
    aria-sort=${sorted ?? 'none'}
  >
    <button class="fs-sort" data-sort=${column} tabindex="-1" title=${t('Sort by {0}', columnText(column))} @click=${() => actions.sortBy(column)}
      >${columnText(column)}${
        sorted === null
          ? nothing
          : html`<span
              class="codicon codicon-arrow-${sorted === 'descending' ? 'down' : 'up'}"
              aria-hidden="true"
            ></span>`
      }</button
    >
  </div>`;
}

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

export function table(picture: TablePicture, actions: TableActions): TemplateResult {
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
  const entry = rows.list[own ?? Math.max(0, first)]?.id;
  return html`
    <div role="rowgroup" class="fs-head">
      <div role="row" class="fs-row" aria-rowindex="1">
        ${COLUMNS.map((column) => head(picture, column, actions))}
        <div role="columnheader" data-column="details" class="fs-cell">${t('Details')}</div>
      </div>
    </div>
    <div role="rowgroup" class="fs-rows">
      ${repeat(
        shown,
        ({ row }) => row.id,
        ({ row, index }) => rowTemplate(picture, row, index, entry === row.id),
      )}
    </div>
  `;
}

function rowTemplate(
  picture: TablePicture,
  row: Row,
  index: number,
  entry: boolean,
): TemplateResult {
  const { snapshot, selected, hovered, scrollTop, matches } = picture;
  const { id, process, group, depth, setSize, posInSet, expandable, expanded } = row;
  const statusOf = (each: ProcessView) => snapshot.statusOf(each);
  const status = group === null ? statusOf(process) : groupStatus(group, statusOf);
  return html`<div
    role="row"
    id="fs-row-${id}"
    class="fs-row"
    data-process-id=${id}
    data-pid=${process.pid}
    data-tone=${status.tone}
    data-state=${process.state}
    ?data-group=${group !== null}
    ?data-context=${row.context}
    ?data-match=${group === null ? matches.has(id) : group.members.some((each) => matches.has(each.id))}
    ?data-hovered=${hovered === id}
    aria-rowindex=${index + 2}
    aria-level=${depth + 1}
    aria-setsize=${setSize}
    aria-posinset=${posInSet}
    aria-selected=${selected === id ? 'true' : 'false'}
    aria-expanded=${expandable ? (expanded ? 'true' : 'false') : nothing}
    tabindex=${entry ? 0 : -1}
    .style=${`transform: translateY(${HEAD_HEIGHT + index * ROW_HEIGHT - scrollTop}px); --fs-depth: ${Math.min(depth, 24)}`}
  >
    ${nameCell(picture, row, status)}
    ${cell(picture, 'status', status.text, status.text)}
    ${group === null ? processCells(picture, process) : groupCells(picture, group)}
  </div>`;
}

function nameCell(
  { snapshot, order }: TablePicture,
  { process, group, expandable, expanded }: Row,
  status: Status,
): TemplateResult {
  const name = group === null ? snapshot.nameOf(process.id) : groupTitle(group);
  const icon = group?.kind === 'host' ? 'server' : statusIcon(status, process);
  const { hosts } = snapshot.session;
  const lifetime = t(
    '{0}: started {1}, {2}',
    name,
    instantText(process.startUs),
    process.endUs === null ? t('alive') : t('ended {0}', instantText(process.endUs)),
  );
  return html`<div role="gridcell" data-column="name" class="fs-cell" title=${group === null ? lifetime : name}>
    <span
      class="fs-twistie ${expandable ? `codicon codicon-chevron-${expanded ? 'down' : 'right'}` : ''}"
      aria-hidden="true"
    ></span>
    <span class="fs-icon codicon codicon-${icon}" aria-hidden="true"></span>
    <bdi class="fs-name">${name}</bdi>
    ${group?.kind === 'host' ? nothing : tag(process)}
    ${order === null || hosts.length < 2 ? nothing : hostTag(hostName(hosts, process.host))}
  </div>`;
}

function cell(
  { hidden }: TablePicture,
  column: Column,
  content: string | number,
  hint?: string,
): TemplateResult | typeof nothing {
  if (hidden.has(column)) return nothing;
  return html`<div role="gridcell" data-column=${column} class="fs-cell" title=${hint ?? nothing}
    >${content}</div
  >`;
}

function processCells(picture: TablePicture, process: ProcessView): TemplateResult {
  const { snapshot, nowUs } = picture;
  const usage = process.endUs === null ? process.usage : null;
  return html`${cell(picture, 'pid', process.pid)}
    ${cell(picture, 'ppid', process.ppid || '–')}
    ${cell(picture, 'cpu', usage === null ? '' : t('{0} %', String(Math.round(usage.cpuPercent))))}
    ${cell(picture, 'memory', usage === null ? '' : memoryText(usage.rssBytes))}
    ${cell(picture, 'start', instantText(process.startUs))}
    ${cell(picture, 'end', process.endUs === null ? '–' : instantText(process.endUs))}
    <div role="gridcell" data-column="details" class="fs-cell">
      ${details(snapshot, process, nowUs).join('. ')}
    </div>`;
}

/** Of a group: the sums of its members, and from when until when there were any. */
function groupCells(picture: TablePicture, { members }: Group): TemplateResult {
  const used = members.flatMap(({ endUs, usage }) => (endUs === null ? (usage ?? []) : []));
  const sum = (of: (usage: UsageView) => number) =>
    used.reduce((total, each) => total + of(each), 0);
  const ends = members.flatMap(({ endUs }) => endUs ?? []);
  const pids = members.map(({ pid }) => pid);
  const startUs = members.reduce(
    (least, each) => Math.min(least, each.startUs),
    Number.POSITIVE_INFINITY,
  );
  return html`${cell(picture, 'pid', `${pids[0]}…`, pids.slice(0, 50).join(', '))}
    ${cell(picture, 'ppid', members[0]?.ppid || '–')}
    ${cell(picture, 'cpu', used.length === 0 ? '' : t('{0} %', String(Math.round(sum(({ cpuPercent }) => cpuPercent)))))}
    ${cell(picture, 'memory', used.length === 0 ? '' : memoryText(sum(({ rssBytes }) => rssBytes)))}
    ${cell(picture, 'start', instantText(startUs))}
    ${cell(picture, 'end', ends.length < members.length ? '–' : instantText(ends.reduce((a, b) => Math.max(a, b), 0)))}
    <div role="gridcell" data-column="details" class="fs-cell">
      ${t('{0} processes', String(members.length))}
    </div>`;
}

/** In the order of a column no row of a host stands above its processes. */
function hostTag(name: string): TemplateResult {
  return html`<span class="fs-tag" data-tag="host"><bdi>${safeText(name)}</bdi></span>`;
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
