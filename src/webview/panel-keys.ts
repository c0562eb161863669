/** Keys that work wherever the focus is in the panel, except where one types. */
import type { PanelStore } from './store.ts';
import { fitted, panned, type TimeView, WHOLE, zoomed } from './time-scale.ts';

export interface KeyTarget {
  readonly store: PanelStore;
  setTime(time: TimeView): void;
  goTo(tUs: number | null): void;
  stepBack(): void;
  stepForward(): void;
  togglePlay(): void;
  focusSearch(): void;
  /** Closes what is open above the picture; returns whether anything was. */
  close(): boolean;
}

const ZOOM_STEP = 1.5;
/** Share of what is shown that one key press moves by. */
const PAN_STEP = 0.15;

/** Where letters are letters. */
const TYPED_INTO = 'input:not([type="checkbox"]), textarea, vscode-single-select';

export function wireKeys(target: KeyTarget): void {
  document.addEventListener('keydown', (event) => {
    if (isTyping(event)) return;
    const find = event.key === '/' || (event.key === 'f' && (event.ctrlKey || event.metaKey));
    if (find) {
      event.preventDefault();
      target.focusSearch();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    act(event.key, target);
  });
}

function isTyping(event: KeyboardEvent): boolean {
  return event.composedPath().some((each) => each instanceof Element && each.matches(TYPED_INTO));
}

function act(key: string, target: KeyTarget): void {
  const { store } = target;
  const bounds = store.bounds(performance.now());
  switch (key) {
    case '+':
    case '=':
    case 'w':
      target.setTime(zoomed(store.time, bounds, ZOOM_STEP));
      return;
    case '-':
    case 's':
      target.setTime(zoomed(store.time, bounds, 1 / ZOOM_STEP));
      return;
    case 'a':
      target.setTime(panned(store.time, bounds, -PAN_STEP));
      return;
    case 'd':
      target.setTime(panned(store.time, bounds, PAN_STEP));
      return;
    case '0':
      target.setTime(WHOLE);
      return;
    case 'f':
      fitSelection(target);
      return;
    case ',':
      target.stepBack();
      return;
    case '.':
      target.stepForward();
      return;
    case 'p':
      target.togglePlay();
      return;
    case 'Escape':
      if (!target.close()) target.goTo(null);
  }
}

/** Shows the selected process's whole life. */
export function fitSelection({ store, setTime }: Pick<KeyTarget, 'store' | 'setTime'>): void {
  const id = store.selected;
  const process = id === null ? undefined : store.whole()?.process(id);
  if (process === undefined) return;
  const atMs = performance.now();
  const { startUs, endUs } = process;
  setTime(fitted({ startUs, endUs: endUs ?? store.nowUs(atMs) }, store.bounds(atMs)));
}
