/**
 * The panel's fixed parts. Tests and the host may rely on:
 *
 * - `#fs-toolbar`, `#fs-problem`, `#fs-tree` (role treegrid), `canvas#timeline`, `#fs-inspector`, `#fs-schedule`,
 *   `#fs-tooltip`
 * - rows: `[role=row][data-process-id]` with `data-pid`, `data-tone` and `data-state`
 * - cells: `[data-column]` = `name`, `status`, `pid`, `ppid`, `cpu`, `memory`, `start`, `end`, `details`
 * - buttons: `[data-action]` = `helpers`, `follow`, `fit`, `stop`, `schedule`, `inspector`; of the time
 *   bar `#fs-time`: `to-start`, `step-back`, `play`, `step-forward`, `speed`, `live`
 * - search: `[data-action]` = `search`, `previous-match`, `next-match`; rows found have `data-match`
 * - `#fs-popover`, opened by `filter`, `columns`, `legend`, `export`: `filter-NAME`, `column-NAME`, `grouping`,
 *   `tree-order`, `export-text`, `export-png`, `export-svg`
 * - rows of identical workers have `data-group`; heads of columns hold `[data-sort]` buttons
 * - `#fs-scrubber` (role slider) over `canvas#overview`
 * - inspector: `[data-fact]` on each fact, `[data-list=waits]` and `[data-list=waited-by]` with
 *   `[data-wait-id]` items, `[data-list=output]`
 */
import { html, render } from 'lit';
import { t } from './l10n.ts';
import { partOf } from './part.ts';

export interface Layout {
  readonly toolbar: HTMLElement;
  readonly problem: HTMLElement;
  readonly main: HTMLElement;
  /** Scrolls; its content stands still in `layer`, which is drawn for the scroll position. */
  readonly scroller: HTMLElement;
  readonly layer: HTMLElement;
  readonly spacer: HTMLElement;
  readonly tree: HTMLElement;
  readonly tableSplitter: HTMLElement;
  readonly timeline: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly inspectorSplitter: HTMLElement;
  readonly inspector: HTMLElement;
  readonly schedule: HTMLElement;
  readonly time: HTMLElement;
  readonly timeBar: HTMLElement;
  readonly overview: HTMLCanvasElement;
  readonly scrubber: HTMLElement;
  readonly popover: HTMLElement;
  readonly tooltip: HTMLElement;
  readonly probe: HTMLElement;
}

export function buildLayout(root: HTMLElement): Layout {
  render(
    html`
      <header id="fs-toolbar" class="fs-toolbar"></header>
      <div id="fs-problem" class="fs-problem" role="status" hidden></div>
      <main class="fs-main">
        <div class="fs-scroller">
          <div class="fs-layer">
            <div id="fs-tree" class="fs-tree" role="treegrid" aria-label=${t('Processes')}></div>
            <div class="fs-splitter" data-splits="table" aria-label=${t('Width of the table')}></div>
            <div class="fs-timeline">
              <canvas id="timeline" role="img"></canvas>
            </div>
          </div>
          <div class="fs-spacer"></div>
        </div>
        <div class="fs-splitter" data-splits="inspector" aria-label=${t('Width of the inspector')}></div>
        <section id="fs-inspector" class="fs-inspector" tabindex="0" aria-label=${t('Inspector')}></section>
      </main>
      <section id="fs-schedule" class="fs-schedule" aria-label=${t('Schedule')} hidden></section>
      <footer id="fs-time" class="fs-time">
        <div class="fs-time-bar" role="group" aria-label=${t('Time machine')}></div>
        <div
          id="fs-scrubber"
          class="fs-scrubber"
          role="slider"
          tabindex="0"
          aria-label=${t('Instant that is shown; how many processes ran at once')}
          aria-valuemin="0"
          aria-valuemax="0"
          aria-valuenow="0"
        >
          <canvas id="overview"></canvas>
        </div>
      </footer>
      <div id="fs-popover" class="fs-popover" role="dialog" hidden></div>
      <div id="fs-tooltip" class="fs-tooltip" role="tooltip" hidden></div>
      <span class="fs-probe" aria-hidden="true"></span>
    `,
    root,
  );
  const part = <T extends HTMLElement>(selector: string) => partOf<T>(root, selector);
  return {
    toolbar: part('#fs-toolbar'),
    problem: part('#fs-problem'),
    main: part('.fs-main'),
    scroller: part('.fs-scroller'),
    layer: part('.fs-layer'),
    spacer: part('.fs-spacer'),
    tree: part('#fs-tree'),
    tableSplitter: part('[data-splits="table"]'),
    timeline: part('.fs-timeline'),
    canvas: part<HTMLCanvasElement>('#timeline'),
    inspectorSplitter: part('[data-splits="inspector"]'),
    inspector: part('#fs-inspector'),
    schedule: part('#fs-schedule'),
    time: part('#fs-time'),
    timeBar: part('.fs-time-bar'),
    overview: part<HTMLCanvasElement>('#overview'),
    scrubber: part('#fs-scrubber'),
    popover: part('#fs-popover'),
    tooltip: part('#fs-tooltip'),
    probe: part('.fs-probe'),
  };
}
