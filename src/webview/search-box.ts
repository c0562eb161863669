/** The search in the toolbar: a field, how many processes match, and the way from one to the next. */
import '@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js';
import { html, nothing, type TemplateResult } from 'lit';
import { actionButton } from './action-button.ts';
import { t } from './l10n.ts';
import type { PanelStore } from './store.ts';

export interface SearchActions {
  search(query: string): void;
  /** Searches for nothing any more; the focus goes to the rows. */
  leaveSearch(): void;
  /** Selects the next match, or the one before. */
  goToMatch(by: 1 | -1): void;
}

export function searchBox(store: PanelStore, actions: SearchActions): TemplateResult {
  const { query } = store;
  const matches = store.matches();
  const at = store.selected === null ? -1 : matches.indexOf(store.selected);
  const count =
    matches.length === 0
      ? t('nothing found')
      : at === -1
        ? t('{0} found', String(matches.length))
        : t('{0} of {1}', String(at + 1), String(matches.length));
  return html`<div class="fs-search" role="search">
    <vscode-textfield
      data-action="search"
      .value=${query}
      label=${t('Search name, PID, command, output')}
      placeholder=${t('Search name, PID, output')}
      title=${t('Search name, PID, command, output (/)')}
      @input=${({ target }: Event) => actions.search(textOf(target))}
      @keydown=${(event: KeyboardEvent) => keyPressed(event, actions)}
    ></vscode-textfield>
    <span class="fs-count" role="status" data-count=${matches.length}>${query === '' ? '' : count}</span>
    ${
      query === ''
        ? nothing
        : html`${actionButton('previous-match', 'arrow-up', t('Previous match (Shift+Enter)'), () => actions.goToMatch(-1))}
          ${actionButton('next-match', 'arrow-down', t('Next match (Enter)'), () => actions.goToMatch(1))}`
    }
  </div>`;
}

function textOf(target: EventTarget | null): string {
  return target instanceof HTMLElement && 'value' in target ? String(target.value) : '';
}

function keyPressed(event: KeyboardEvent, actions: SearchActions): void {
  if (event.key === 'Enter') {
    event.preventDefault();
    actions.goToMatch(event.shiftKey ? -1 : 1);
  } else if (event.key === 'Escape') {
    event.stopPropagation();
    actions.leaveSearch();
  }
}
