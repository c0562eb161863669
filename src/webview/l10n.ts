/** The panel's messages in the user's language; the host puts the bundle into the page. */
import * as l10n from '@vscode/l10n';
import type { Translate } from '../model/status.ts';

/** Id of the page's `<script type="application/json">` that holds the bundle, if there is one. */
const BUNDLE_ID = 'forkscope-l10n';

export function loadMessages(page: Document): void {
  const contents = page.getElementById(BUNDLE_ID)?.textContent;
  if (contents) l10n.config({ contents });
}

export const t: Translate = (message, ...args) => l10n.t(message, ...args);
