/** The strip above tree and timeline: what is shown, the legend, and the buttons. */
import { html, nothing, type TemplateResult } from 'lit';
import { safeText } from '../model/safe-text.ts';
import { exitText } from '../model/status.ts';
import { actionButton } from './action-button.ts';
import { findingsCount } from './findings.ts';
import { t } from './l10n.ts';
import type { PopoverName } from './popover.ts';
import { type SearchActions, searchBox } from './search-box.ts';
import type { Snapshot } from './snapshot.ts';
import type { PanelStore } from './store.ts';
import { shortDuration } from './texts.ts';
import { isWhole } from './time-scale.ts';

export interface ToolbarActions extends SearchActions {
  togglePopover(name: PopoverName): void;
  toggleHelpers(): void;
  toggleFollow(): void;
  fit(): void;
  stop(): void;
  toggleInspector(): void;
  toggleSchedule(): void;
  readonly scheduleShown: boolean;
  showFindings(): void;
}

function phaseText({ session }: Snapshot, isLive: boolean): string {
  if (isLive) return t('running');
  if (session.exit !== null) {
    const status = safeText(exitText(session), 20);
    return 'code' in session.exit ? t('ended with {0}', status) : t('ended by {0}', status);
  }
  return session.ended ? t('ended') : t('recording incomplete');
}

function summaryText(snapshot: Snapshot, store: PanelStore, nowUs: number): string {
  const count = snapshot.processCount;
  const processes = count === 1 ? t('1 process') : t('{0} processes', String(count));
  return [phaseText(snapshot, store.live), processes, shortDuration(nowUs)].join(' · ');
}

const LEGEND: readonly [filling: string, text: () => string][] = [
  ['running', () => t('running')],
  ['ready', () => t('ready')],
  ['blocked', () => t('blocked')],
  ['wait', () => t('waits for a process')],
  ['daemon', () => t('daemon')],
  ['unknown', () => t('unknown')],
];

export function toolbar(
  store: PanelStore,
  snapshot: Snapshot | undefined,
  helpers: number,
  nowUs: number,
  open: PopoverName | null,
  actions: ToolbarActions,
): TemplateResult {
  const popoverButton = (name: PopoverName, icon: string, text: string, hint: string) =>
    actionButton(name, icon, hint, () => actions.togglePopover(name), {
      text,
      pressed: open === name || (name === 'filter' && store.filters.size > 0),
    });
  return html`
    <h1 class="fs-title" title=${safeText(store.title)}><bdi>${safeText(store.title)}</bdi></h1>
    <span class="fs-summary"
      >${snapshot === undefined ? t('No session') : summaryText(snapshot, store, nowUs)}</span
    >
    <span class="fs-space"></span>
    <ul class="fs-legend" aria-label=${t('Legend')}>
      ${LEGEND.map(
        ([filling, text]) =>
          html`<li><span class="fs-swatch" data-filling=${filling}></span>${text()}</li>`,
      )}
    </ul>
    ${searchBox(store, actions)}
    ${popoverButton('filter', 'filter', t('Filter'), t('Show only some of the processes'))}
    ${
      store.findings.length === 0
        ? nothing
        : actionButton(
            'findings',
            'warning',
            t('Show what the rules have found'),
            () => actions.showFindings(),
            { text: findingsCount(store.findings) },
          )
    }
    ${
      helpers === 0
        ? nothing
        : actionButton(
            'helpers',
            'server-process',
            t('Show the runtime’s own processes, such as its resource tracker'),
            () => actions.toggleHelpers(),
            { text: t('Helpers ({0})', String(helpers)), pressed: store.showHelpers },
          )
    }
    ${
      store.live
        ? actionButton(
            'follow',
            'debug-continue-small',
            t('Keep now at the right edge'),
            () => actions.toggleFollow(),
            { text: t('Follow'), pressed: store.time.endUs === null },
          )
        : nothing
    }
    ${actionButton('fit', 'screen-normal', isWhole(store.time) ? t('The whole session is shown') : t('Show the whole session (0)'), () => actions.fit(), { text: t('Fit') })}
    ${
      store.live
        ? actionButton(
            'stop',
            'debug-stop',
            t('Stop every process of this session'),
            () => actions.stop(),
            { text: t('Stop tree') },
          )
        : nothing
    }
    ${actionButton(
      'schedule',
      'list-ordered',
      t('What scheduling algorithms make of this session, or of jobs'),
      () => actions.toggleSchedule(),
      { text: t('Schedule'), pressed: actions.scheduleShown },
    )}
    ${popoverButton('legend', 'symbol-color', '', t('What the colours and signs mean'))}
    ${popoverButton('columns', 'settings', '', t('Choose columns and rows'))}
    ${popoverButton('export', 'export', '', t('Copy or save the picture'))}
    ${actionButton('inspector', store.inspectorShown ? 'layout-sidebar-right' : 'layout-sidebar-right-off', store.inspectorShown ? t('Hide the inspector') : t('Show the inspector'), () => actions.toggleInspector())}
  `;
}
