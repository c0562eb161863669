/** All that is known of the selected process, each fact with its evidence; of the session if none is. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Finding } from '../model/findings/finding.ts';
import { stateTotals } from '../model/intervals.ts';
import type { OutputView, ProcessView, WaitView } from '../model/views.ts';
import { findingsList } from './findings.ts';
import { blockList } from './inspector-blocks.ts';
import { type InspectorActions, processFacts } from './inspector-facts.ts';
import { groupFacts } from './inspector-group.ts';
import { outputLines } from './inspector-output.ts';
import { sessionFacts } from './inspector-session.ts';
import { lastStack } from './inspector-stack.ts';
import { stateDiagram } from './inspector-states.ts';
import { t } from './l10n.ts';
import type { Group } from './row-groups.ts';
import type { Snapshot } from './snapshot.ts';
import {
  callText,
  evidenceText,
  isWaitReason,
  outcomeText,
  shortDuration,
  siteText,
  waitLength,
} from './texts.ts';

export interface InspectorPicture {
  readonly snapshot: Snapshot;
  readonly process: ProcessView | undefined;
  /** The selected group of workers, if one is. */
  readonly group: Group | null;
  readonly output: readonly OutputView[];
  readonly nowUs: number;
  /** Of the whole session, the most severe first. */
  readonly findings: readonly Finding[];
}

/** Waits listed; a process that joins thousands is read in the timeline. */
const MOST_WAITS = 100;

export function inspector(picture: InspectorPicture, actions: InspectorActions): TemplateResult {
  const { snapshot, process, group, output, nowUs, findings } = picture;
  if (group !== null) return groupFacts(snapshot, group, actions);
  if (process === undefined) {
    const all = findingsList(findings, snapshot, actions, { onTop: true });
    return html`${all} ${sessionFacts(snapshot, nowUs)}`;
  }
  const own = findings.filter(({ processes }) => processes.includes(process.id));
  const waitsFor = snapshot.waitsFor(process.id);
  const waitsOf = snapshot.waitsOf(process.id);
  return html`
    <h2><bdi>${snapshot.nameOf(process.id)}</bdi> <span class="fs-pid">${process.pid}</span></h2>
    ${findingsList(own, snapshot, actions)} ${processFacts(snapshot, process, nowUs, actions)}
    ${waits('waits', t('Waits for'), waitsOf, (wait) => wait.target, picture, actions)}
    ${waits('waited-by', t('Waited for by'), waitsFor, (wait) => wait.waiter, picture, actions)}
    ${blockList(snapshot.blocksOf(process.id), nowUs, actions)}
    ${lastStack(snapshot.stackOf(process.id), actions)} ${shares(process, nowUs)} ${stateDiagram(process)}
    ${outputLines(output)}
  `;
}

function waits(
  list: string,
  title: string,
  all: readonly WaitView[],
  otherOf: (wait: WaitView) => string | null,
  { snapshot, nowUs }: InspectorPicture,
  actions: InspectorActions,
): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  const left = all.length - MOST_WAITS;
  return html`<h3>${title}</h3>
    <ul class="fs-waits" data-list=${list}>
      ${all.slice(-MOST_WAITS).map((wait) => {
        const other = otherOf(wait);
        const { site } = wait;
        return html`<li data-wait-id=${wait.id} data-outcome=${wait.outcome ?? 'open'}>
          ${
            other === null
              ? html`<span>${t('any child')}</span>`
              : html`<button class="fs-link" @click=${() => actions.select(other)}>
                  <bdi>${snapshot.nameOf(other)}</bdi>
                </button>`
          }
          <span
            >${callText(wait)}, ${shortDuration(waitLength(wait, nowUs))}
            <span class="fs-outcome">${outcomeText(wait)}</span></span
          >
          ${
            site === null
              ? nothing
              : html`<button class="fs-link" @click=${() => actions.open(site)}>
                  ${siteText(site)}
                </button>`
          }
          <span class="fs-evidence">${evidenceText(wait.evidence)}</span>
        </li>`;
      })}
    </ul>
    ${left > 0 ? html`<p class="fs-dim">${t('and {0} before', String(left))}</p>` : nothing}`;
}

interface Share {
  readonly filling: string;
  readonly text: string;
  readonly us: number;
}

function sharesOf(process: ProcessView, nowUs: number): Share[] {
  const waiting = process.intervals.filter(
    ({ state, reason }) => state === 'blocked' && isWaitReason(reason),
  );
  const waitingUs = stateTotals(waiting, nowUs).blocked ?? 0;
  const totals = stateTotals(process.intervals, nowUs, process.shares);
  return [
    { filling: 'running', text: t('running'), us: totals.running ?? 0 },
    { filling: 'ready', text: t('ready'), us: totals.ready ?? 0 },
    { filling: 'blocked', text: t('blocked'), us: (totals.blocked ?? 0) - waitingUs },
    { filling: 'wait', text: t('waits for a process'), us: waitingUs },
    { filling: 'stopped', text: t('stopped'), us: totals.stopped ?? 0 },
    { filling: 'unknown', text: t('unknown'), us: totals.unknown ?? 0 },
    { filling: 'zombie', text: t('zombie'), us: totals.zombie ?? 0 },
  ].filter(({ us }) => us > 0);
}

function shares(process: ProcessView, nowUs: number): TemplateResult | typeof nothing {
  const all = sharesOf(process, nowUs);
  const totalUs = all.reduce((sum, { us }) => sum + us, 0);
  if (totalUs === 0) return nothing;
  return html`<h3>${t('Share of time')}</h3>
    <div class="fs-share-bar" aria-hidden="true">
      ${all.map(
        ({ filling, us }) =>
          html`<span class="fs-swatch" data-filling=${filling} .style=${`flex: ${us} 1 0`}></span>`,
      )}
    </div>
    <ul class="fs-shares" data-list="shares">
      ${all.map(
        ({ filling, text, us }) =>
          html`<li data-state=${filling}>
            <span class="fs-swatch" data-filling=${filling}></span>${text}
            <span class="fs-number">${t('{0} %', percent(us / totalUs))} · ${shortDuration(us)}</span>
          </li>`,
      )}
    </ul>`;
}

function percent(share: number): string {
  const value = share * 100;
  return value > 0 && value < 1 ? '<1' : String(Math.round(value));
}
