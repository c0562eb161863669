/** A button of the panel: an icon, its words where there is room, and what it does. */
import '@vscode-elements/elements/dist/vscode-toolbar-button/vscode-toolbar-button.js';
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

interface ButtonOptions {
  /** Shown beside the icon. */
  readonly text?: string;
  /** For a switch: whether it is on. */
  readonly pressed?: boolean;
}

/** `action` names it for tests and styles, `hint` for those who read it. */
export function actionButton(
  action: string,
  icon: string,
  hint: string,
  click: () => void,
  { text = '', pressed }: ButtonOptions = {},
): TemplateResult {
  // The component is a switch where it is toggleable; the state itself stays ours.
  return html`<vscode-toolbar-button
    data-action=${action}
    .label=${text || hint}
    .toggleable=${pressed !== undefined}
    .checked=${live(pressed ?? false)}
    title=${hint}
    @click=${click}
    ><span class="codicon codicon-${icon}" aria-hidden="true"></span
    ><span class="fs-button-text">${text}</span></vscode-toolbar-button
  >`;
}
