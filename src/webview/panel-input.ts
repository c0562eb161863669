/** What the user does with pointer and keys. */
import { nothing, render } from 'lit';
import type { SourceSite } from '../model/process-event.ts';
import type { Layout } from './layout.ts';
import { wireKeys } from './panel-keys.ts';
import type { Scroll } from './scroll.ts';
import { siteOfStart } from './start-site.ts';
import type { PanelStore } from './store.ts';
import { panned, type TimeView, viewOf, zoomExtent } from './time-scale.ts';
import { attachGestures } from './timeline/gestures.ts';
import { activityAt, rowAt } from './timeline/hit-test.ts';
import { HEAD_HEIGHT } from './timeline/scene.ts';
import type { Timeline } from './timeline/timeline.ts';
import { tooltip } from './tooltip.ts';
import { treeAction } from './tree-keys.ts';

/** What the input acts on. */
export interface PanelInput {
  readonly store: PanelStore;
  readonly layout: Layout;
  readonly timeline: Timeline;
  readonly scroll: Pick<Scroll, 'page'>;
  hovered: string | null;
  select(process: string | null, options?: { focus?: boolean }): void;
  setCollapsed(process: string, collapsed: boolean): void;
  setTime(time: TimeView): void;
  open(site: SourceSite): void;
  goTo(tUs: number | null): void;
  stepBack(): void;
  stepForward(): void;
  togglePlay(): void;
  focusSearch(): void;
  togglePopover(name: null): void;
  invalidatePicture(): void;
  resize(): void;
}

/** How far from an interval the pointer still means it, in px. */
const SLACK_PX = 3;

export function wireInput(panel: PanelInput): void {
  const { layout } = panel;
  layout.scroller.addEventListener('scroll', () => {
    hideTooltip(panel);
    panel.invalidatePicture();
  });
  const hold = (holding: boolean) => {
    panel.store.holdRows(holding);
    panel.invalidatePicture();
  };
  layout.scroller.addEventListener('pointerenter', () => hold(true));
  layout.scroller.addEventListener('pointerleave', () => hold(false));
  const observer = new ResizeObserver(() => panel.resize());
  observer.observe(layout.timeline);
  observer.observe(layout.scroller);
  observer.observe(layout.scrubber);
  document.addEventListener('pointerdown', (event) => {
    const outside = ![layout.popover, layout.toolbar].some((each) =>
      event.composedPath().includes(each),
    );
    if (outside && !layout.popover.hidden) panel.togglePopover(null);
  });
  wireTree(panel);
  wireTimeline(panel);
  wireKeys({
    store: panel.store,
    setTime: (time) => panel.setTime(time),
    goTo: (tUs) => panel.goTo(tUs),
    stepBack: () => panel.stepBack(),
    stepForward: () => panel.stepForward(),
    togglePlay: () => panel.togglePlay(),
    focusSearch: () => panel.focusSearch(),
    close: () => {
      hideTooltip(panel);
      if (layout.popover.hidden) return false;
      panel.togglePopover(null);
      return true;
    },
  });
}

function wireTree(panel: PanelInput): void {
  const { layout, store } = panel;
  const { tree } = layout;
  const idOf = (event: Event) =>
    event.target instanceof Element
      ? event.target.closest<HTMLElement>('[data-process-id]')?.dataset.processId
      : undefined;
  tree.addEventListener('click', (event) => {
    const id = idOf(event);
    if (id === undefined) {
      if (!(event.target instanceof Element && event.target.closest('.fs-head')))
        panel.select(null);
      return;
    }
    const twistie = event.target instanceof Element && event.target.closest('.fs-twistie.codicon');
    if (twistie) panel.setCollapsed(id, isExpanded(store, id));
    else panel.select(id, { focus: true });
  });
  tree.addEventListener('pointermove', (event) => hover(panel, idOf(event) ?? null));
  tree.addEventListener('pointerleave', () => hover(panel, null));
  tree.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = idOf(event);
    const current = store.selected ?? focused ?? null;
    const action = treeAction(event.key, store.rows(), current, panel.scroll.page);
    if (action === undefined) return;
    event.preventDefault();
    if (action.type === 'select') panel.select(action.process, { focus: true });
    else if (action.type === 'open-start') {
      const site = siteOfStart(store.snapshot(), action.process);
      if (site !== null) panel.open(site);
    } else panel.setCollapsed(action.process, action.type === 'collapse');
  });
}

function isExpanded(store: PanelStore, id: string): boolean {
  const rows = store.rows();
  return rows.list[rows.indexById.get(id) ?? -1]?.expanded === true;
}

function wireTimeline(panel: PanelInput): void {
  const { store, timeline, layout } = panel;
  const { canvas, scroller } = layout;
  const bounds = () => store.bounds(performance.now());
  attachGestures(canvas, {
    scale: () => timeline.scale(performance.now()),
    zoomExtent: () => zoomExtent(store.time, bounds()),
    show: (range) => {
      hideTooltip(panel);
      panel.setTime(viewOf(range, bounds()));
    },
    pan: (px) =>
      panel.setTime(panned(store.time, bounds(), px / Math.max(1, timeline.surface.width))),
    scroll: (px) => {
      scroller.scrollTop += px;
    },
    goTo: (x) => {
      const { startUs, endUs } = bounds();
      const tUs = timeline.scale(performance.now()).invert(x);
      panel.goTo(tUs >= endUs ? null : Math.max(tUs, startUs));
    },
  });
  const rowOf = (event: MouseEvent) => {
    const index = rowAt(event.offsetY, scroller.scrollTop, store.rows().list.length);
    return index === undefined ? undefined : store.rows().list[index];
  };
  canvas.addEventListener('click', (event) => {
    if (event.offsetY >= HEAD_HEIGHT) panel.select(rowOf(event)?.id ?? null);
  });
  canvas.addEventListener('pointerleave', () => {
    hover(panel, null);
    hideTooltip(panel);
  });
  canvas.addEventListener('pointermove', (event) => {
    const row = rowOf(event);
    hover(panel, row?.id ?? null);
    if (row === undefined || row.group !== null || event.buttons !== 0) hideTooltip(panel);
    else showTooltip(panel, row.id, event);
  });
}

function hover(panel: PanelInput, process: string | null): void {
  if (panel.hovered === process) return;
  panel.hovered = process;
  panel.invalidatePicture();
}

function showTooltip(panel: PanelInput, id: string, event: PointerEvent): void {
  const { store, layout, timeline } = panel;
  const snapshot = store.whole();
  const process = snapshot?.process(id);
  if (snapshot === undefined || process === undefined) return;
  const atMs = performance.now();
  const nowUs = store.nowUs(atMs);
  const scale = timeline.scale(atMs);
  const us = scale.invert(event.offsetX);
  const slackUs = scale.invert(SLACK_PX) - scale.invert(0);
  const hit = activityAt(process, snapshot.waitsOf(id), snapshot.blocksOf(id), us, slackUs, nowUs);
  const box = layout.tooltip;
  if (hit === undefined) {
    hideTooltip(panel);
    return;
  }
  render(tooltip(snapshot, process, hit, nowUs), box);
  box.hidden = false;
  const left = Math.min(event.clientX + 14, window.innerWidth - box.offsetWidth - 4);
  const below = event.clientY + 18;
  const fits = below + box.offsetHeight <= window.innerHeight - 4;
  const top = fits ? below : event.clientY - box.offsetHeight - 10;
  box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
}

function hideTooltip({ layout: { tooltip: box } }: PanelInput): void {
  if (box.hidden) return;
  box.hidden = true;
  render(nothing, box);
}
