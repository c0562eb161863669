/** What opens below the toolbar: filters, columns, legend, and ways to take the picture along. */
import '@vscode-elements/elements/dist/vscode-button/vscode-button.js';
import '@vscode-elements/elements/dist/vscode-checkbox/vscode-checkbox.js';
import { html, type TemplateResult } from 'lit';
import { t } from './l10n.ts';
import { legend } from './legend.ts';
import { FILTERS, type FilterName, filterText } from './row-filter.ts';
import { COLUMNS, type Column } from './row-sort.ts';
import type { PanelStore } from './store.ts';
import { columnText } from './table.ts';

export type PopoverName = 'filter' | 'columns' | 'legend' | 'export';
export type ExportKind = 'text' | 'png' | 'svg';

export interface PopoverActions {
  setFilter(filter: FilterName, on: boolean): void;
  setColumn(column: Column, shown: boolean): void;
  setGrouping(grouping: boolean): void;
  treeOrder(): void;
  export(kind: ExportKind): void;
}

export function popoverTitle(name: PopoverName): string {
  switch (name) {
    case 'filter':
      return t('Show only processes that are');
    case 'columns':
      return t('Columns and rows');
    case 'legend':
      return t('Legend');
    case 'export':
      return t('Take along');
  }
}

export function popover(
  name: PopoverName,
  store: PanelStore,
  actions: PopoverActions,
): TemplateResult {
  return html`<h2>${popoverTitle(name)}</h2>
    ${content(name, store, actions)}`;
}

function content(name: PopoverName, store: PanelStore, actions: PopoverActions): TemplateResult {
  switch (name) {
    case 'filter':
      return html`${FILTERS.map((filter) =>
        checkbox(`filter-${filter}`, filterText(filter), store.filters.has(filter), (on) =>
          actions.setFilter(filter, on),
        ),
      )}`;
    case 'columns':
      return html`${COLUMNS.filter((column) => column !== 'name').map((column) =>
        checkbox(`column-${column}`, columnText(column), !store.hiddenColumns.has(column), (on) =>
          actions.setColumn(column, on),
        ),
      )}
        <hr />
        ${checkbox('grouping', t('Identical workers as one row'), store.grouping, (on) =>
          actions.setGrouping(on),
        )}
        <vscode-button
          secondary
          data-action="tree-order"
          ?disabled=${store.order === null}
          @click=${() => actions.treeOrder()}
          >${t('Back to the order of the tree')}</vscode-button
        >`;
    case 'legend':
      return legend();
    case 'export':
      return html`${exportButton('text', t('Copy the tree as text'), actions)}
      ${exportButton('png', t('Save as PNG…'), actions)}
      ${exportButton('svg', t('Save as SVG…'), actions)}`;
  }
}

function checkbox(
  action: string,
  text: string,
  checked: boolean,
  change: (on: boolean) => void,
): TemplateResult {
  return html`<vscode-checkbox
    data-action=${action}
    label=${text}
    .checked=${checked}
    @change=${({ target }: Event) => change(isChecked(target))}
  ></vscode-checkbox>`;
}

function isChecked(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && 'checked' in target && target.checked === true;
}

function exportButton(kind: ExportKind, text: string, actions: PopoverActions): TemplateResult {
  return html`<vscode-button secondary data-action="export-${kind}" @click=${() => actions.export(kind)}
    >${text}</vscode-button
  >`;
}
