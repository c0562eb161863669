/** What scheduling algorithms make of the shown session, or of jobs that are typed in. */
import '@vscode-elements/elements/dist/vscode-option/vscode-option.js';
import '@vscode-elements/elements/dist/vscode-single-select/vscode-single-select.js';
import '@vscode-elements/elements/dist/vscode-textarea/vscode-textarea.js';
import '@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js';
import './schedule.css';
import { html, nothing, render, type TemplateResult } from 'lit';
import { safeText } from '../../model/safe-text.ts';
import { ALGORITHMS } from '../../model/scheduling/algorithm.ts';
import { markOf } from '../../model/scheduling/text-gantt.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { messageOf, UserError } from '../../model/user-error.ts';
import { t } from '../l10n.ts';
import { type GanttRow, gantt } from './gantt.ts';
import { algorithmName, FIRST_INPUT, isAlgorithm, type ScheduleInput } from './schedule-input.ts';
import { resultOf, type ScheduleResult } from './schedule-result.ts';
import { averagesTable, jobsTable } from './schedule-tables.ts';

/** A live session is scheduled anew at most this often, in ms. */
const ANEW_MS = 1_000;
/** Rows of what really happened; the table has all jobs. */
const MAX_RECORDED_ROWS = 60;
const CHART_MARGIN = 24;

export class ScheduleView {
  readonly #root: HTMLElement;
  #input: ScheduleInput = FIRST_INPUT;
  #model: SessionModel | undefined;
  #revision = -1;
  #scheduledAtMs = Number.NEGATIVE_INFINITY;

  constructor(root: HTMLElement) {
    this.#root = root;
    new ResizeObserver(() => this.#draw()).observe(root);
  }

  get shown(): boolean {
    return !this.#root.hidden;
  }

  toggle(): void {
    this.#root.hidden = !this.#root.hidden;
    this.#revision = -1;
  }

  /** Draws anew where the session has grown since; to be called with every drawing of the panel. */
  update(model: SessionModel | undefined, atMs: number): void {
    if (!this.shown) return;
    const changed = model !== this.#model || model?.revision !== this.#revision;
    if (!changed || (this.#revision !== -1 && atMs - this.#scheduledAtMs < ANEW_MS)) return;
    this.#model = model;
    this.#revision = model?.revision ?? 0;
    this.#scheduledAtMs = atMs;
    this.#draw();
  }

  #set(change: Partial<ScheduleInput>): void {
    this.#input = { ...this.#input, ...change };
    this.#draw();
  }

  #draw(): void {
    if (this.shown) render([this.#form(), this.#answer()], this.#root);
  }

  #form(): TemplateResult {
    const { source, algorithm, cpus, slices, jobs } = this.#input;
    const typed = (event: Event) => (event.target as HTMLInputElement).value;
    return html`<div class="fs-schedule-form">
      ${select(
        'source',
        t('Jobs'),
        source,
        [
          ['session', t('of this session')],
          ['jobs', t('as typed')],
        ],
        (value) => this.#set({ source: value === 'jobs' ? 'jobs' : 'session' }),
      )}
      ${select(
        'algorithm',
        t('Algorithm'),
        algorithm,
        ALGORITHMS.map((each) => [each, algorithmName(each)]),
        (value) => isAlgorithm(value) && this.#set({ algorithm: value }),
      )}
      ${field('cpus', t('CPUs'), cpus, (event) => this.#set({ cpus: typed(event) }))}
      ${field('slices', t('Slices (ms)'), slices, (event) => this.#set({ slices: typed(event) }))}
      ${
        source === 'jobs'
          ? html`<label class="fs-schedule-jobs"
              ><span>${t('Jobs, one a line: name, arrival, cpu, blocked, cpu … in ms')}</span
              ><vscode-textarea
                data-input="jobs"
                .label=${t('Jobs, one a line: name, arrival, cpu, blocked, cpu … in ms')}
                rows="6"
                monospace
                .value=${jobs}
                @input=${(event: Event) => this.#set({ jobs: typed(event) })}
              ></vscode-textarea
            ></label>`
          : nothing
      }
    </div>`;
  }

  #answer(): TemplateResult {
    let result: ScheduleResult;
    try {
      result = resultOf(this.#input, this.#model);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return html`<p class="fs-schedule-problem" role="alert">${safeText(messageOf(error))}</p>`;
    }
    return html`<div class="fs-schedule-answer">
      ${this.#charts(result)} ${averagesTable(result, this.#input)} ${jobsTable(result)}
      ${this.#remarks(result)}
    </div>`;
  }

  #charts({ jobs, chosen, recorded }: ScheduleResult): TemplateResult {
    const width = Math.max(200, this.#root.clientWidth - CHART_MARGIN);
    const nameOf = (job: number) => safeText(jobs[job]?.name ?? '', 60);
    const starts = jobs.map(({ arrivalUs }) => arrivalUs);
    const fromUs = Math.min(...starts);
    const ends = recorded?.map(({ ran }) => ran.at(-1)?.endUs ?? 0) ?? [];
    const toUs = Math.max(chosen.endUs, ...ends, fromUs + 1);
    const name = algorithmName(this.#input.algorithm);
    const rows = Array.from(
      { length: Math.min(chosen.cpus, jobs.length) },
      (_, cpu): GanttRow => ({
        label: `CPU ${cpu}`,
        bars: chosen.segments.filter((segment) => segment.cpu === cpu),
      }),
    );
    const chart = { fromUs, toUs, width, nameOf };
    return html`<h2>${name}</h2>
      ${gantt({ ...chart, rows, label: t('Gantt chart: {0}. The tables say the same in numbers.', name) })}
      ${
        recorded === null
          ? nothing
          : html`<h2>${t('What really happened')}</h2>
              ${gantt({
                ...chart,
                label: t('When each process really ran. The tables say the same in numbers.'),
                rows: recorded.slice(0, MAX_RECORDED_ROWS).map(({ ran }, job) => ({
                  label: markOf(job),
                  bars: ran.map((span) => ({ job, ...span })),
                })),
              })}`
      }`;
  }

  #remarks({ recorded, idle }: ScheduleResult): TemplateResult | typeof nothing {
    if (recorded === null) return nothing;
    const left =
      idle === 0 ? '' : t('{0} processes were never seen on a CPU and are left out.', String(idle));
    return html`<p class="fs-schedule-remark">
      ${t('Waits keep the length that was recorded: a schedule does not know what they were for.')} ${left}
    </p>`;
  }
}

function select(
  name: string,
  label: string,
  value: string,
  options: readonly (readonly [value: string, label: string])[],
  choose: (value: string) => void,
): TemplateResult {
  const chosen = (event: Event) => choose((event.target as HTMLSelectElement).value);
  return html`<label
    ><span>${label}</span
    ><vscode-single-select data-input=${name} .label=${label} .value=${value} @change=${chosen}
      >${options.map(
        ([each, text]) =>
          html`<vscode-option value=${each} ?selected=${each === value}>${text}</vscode-option>`,
      )}</vscode-single-select
    ></label
  >`;
}

function field(
  name: string,
  label: string,
  value: string,
  change: (event: Event) => void,
): TemplateResult {
  return html`<label
    ><span>${label}</span
    ><vscode-textfield data-input=${name} .label=${label} .value=${value} @input=${change}></vscode-textfield
  ></label>`;
}
