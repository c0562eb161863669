/** The extension host's side as the panel sees it. */
import type { FromPanel } from '../protocol/panel-messages.ts';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** VS Code hands it out once a page. */
export const host: VsCodeApi = acquireVsCodeApi();
