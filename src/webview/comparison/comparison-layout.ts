/**
 * The comparison's fixed parts. Tests and the host may rely on `#fs-toolbar`, `#fs-tree` (role treegrid),
 * `canvas[data-side]`, `#fs-compared-details`, rows `[role=row][data-process-id]` with `data-differences`, and
 * buttons `[data-action]` = `only-differences`, `fit`, `show-a`, `show-b`.
 */
import { html, render } from 'lit';
import { t } from '../l10n.ts';
import { partOf } from '../part.ts';
import { SIDES, type SideName } from './comparison-store.ts';

export interface ComparisonLayout {
  readonly toolbar: HTMLElement;
  readonly problem: HTMLElement;
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  readonly tree: HTMLElement;
  readonly canvases: Readonly<Record<SideName, HTMLCanvasElement>>;
  readonly details: HTMLElement;
  readonly probe: HTMLElement;
}

export function buildComparisonLayout(root: HTMLElement): ComparisonLayout {
  render(
    html`
      <header id="fs-toolbar" class="fs-toolbar"></header>
      <div id="fs-problem" class="fs-problem" role="status" hidden></div>
      <main class="fs-main" data-without-inspector>
        <div class="fs-scroller">
          <div class="fs-layer fs-compared">
            <div id="fs-tree" class="fs-tree" role="treegrid" aria-label=${t('Processes')}></div>
            ${SIDES.map(
              (side) => html`<div class="fs-timeline"
                ><canvas data-side=${side} role="img"></canvas
              ></div>`,
            )}
          </div>
          <div class="fs-spacer"></div>
        </div>
      </main>
      <footer id="fs-compared-details" class="fs-compared-details" aria-live="polite"></footer>
      <span class="fs-probe" aria-hidden="true"></span>
    `,
    root,
  );
  const part = <T extends HTMLElement>(selector: string) => partOf<T>(root, selector);
  return {
    toolbar: part('#fs-toolbar'),
    problem: part('#fs-problem'),
    scroller: part('.fs-scroller'),
    spacer: part('.fs-spacer'),
    tree: part('#fs-tree'),
    canvases: {
      a: part<HTMLCanvasElement>('[data-side="a"]'),
      b: part<HTMLCanvasElement>('[data-side="b"]'),
    },
    details: part('#fs-compared-details'),
    probe: part('.fs-probe'),
  };
}
