/** The schedule view's numbers. */
import { html, nothing, type TemplateResult } from 'lit';
import { safeText } from '../../model/safe-text.ts';
import { blockedTimeOf, cpuTimeOf } from '../../model/scheduling/job.ts';
import { markOf } from '../../model/scheduling/text-gantt.ts';
import { t } from '../l10n.ts';
import { milliseconds } from './gantt.ts';
import { algorithmName, type ScheduleInput } from './schedule-input.ts';
import type { Averages, ScheduleResult } from './schedule-result.ts';

export function averagesTable(result: ScheduleResult, input: ScheduleInput): TemplateResult {
  return html`<table class="fs-numbers" data-table="averages">
    <caption>${t('On average, in ms')}</caption>
    <thead>
      <tr>
        ${[t('Algorithm'), t('Waiting'), t('Turnaround'), t('Response'), t('Context switches')].map(
          (title) => html`<th scope="col">${title}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${result.averages.map(({ algorithm, of }) =>
        averagesRow(algorithm, algorithmName(algorithm), of, algorithm === input.algorithm),
      )}
      ${
        result.recordedAverages === null
          ? nothing
          : averagesRow('recorded', t('What really happened'), result.recordedAverages, false)
      }
    </tbody>
  </table>`;
}

function averagesRow(id: string, name: string, of: Averages, current: boolean): TemplateResult {
  const cells = [of.waitingUs, of.turnaroundUs, of.responseUs].map(time);
  return html`<tr data-algorithm=${id} aria-current=${current ? 'true' : nothing}>
    <th scope="row">${name}</th>
    ${[...cells, of.contextSwitches ?? '–'].map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

export function jobsTable({ jobs, chosen, recorded }: ScheduleResult): TemplateResult {
  const titles = [t('Arrival'), 'CPU', t('Blocked'), t('Waiting'), t('Turnaround'), t('Response')];
  const real = recorded === null ? [] : [t('Waiting'), t('Turnaround'), t('Response')];
  return html`<table class="fs-numbers" data-table="jobs">
    <caption>${t('Per job, in ms')}</caption>
    <thead>
      ${
        real.length === 0
          ? nothing
          : html`<tr>
              <td colspan="4"></td>
              <th scope="colgroup" colspan="3">${t('Schedule')}</th>
              <th scope="colgroup" colspan="3">${t('What really happened')}</th>
            </tr>`
      }
      <tr>
        ${[t('Job'), ...titles, ...real].map((title) => html`<th scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${jobs.map((job, i) => {
        const result = chosen.jobs[i];
        const run = recorded?.[i];
        const cells = [
          ...[job.arrivalUs, cpuTimeOf(job), blockedTimeOf(job)],
          ...[result?.waitingUs, result?.turnaroundUs, result?.responseUs],
          ...(recorded === null ? [] : [run?.waitingUs, run?.turnaroundUs, run?.responseUs]),
        ];
        return html`<tr data-job=${i}>
          <th scope="row">
            <span class="fs-mark" aria-hidden="true">${markOf(i)}</span><bdi>${safeText(job.name, 60)}</bdi>
          </th>
          ${cells.map((us) => html`<td>${time(us)}</td>`)}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function time(us: number | null | undefined): string {
  return us === null || us === undefined ? '–' : milliseconds(us);
}
