/** The page of a panel: puts the parts together and tells the host that it is ready. */
import './styles.css';
import type { ToPanel } from '../protocol/panel-messages.ts';
import { buildComparisonLayout } from './comparison/comparison-layout.ts';
import { ComparisonPage } from './comparison/comparison-page.ts';
import { ComparisonStore } from './comparison/comparison-store.ts';
import { loadMessages } from './l10n.ts';
import { buildLayout } from './layout.ts';
import { Panel } from './panel.ts';
import { parseSavedState } from './saved-state.ts';
import { PanelStore } from './store.ts';
import { onThemeChange } from './timeline/colors.ts';
import { host } from './vscode-api.ts';

const root = document.getElementById('forkscope-panel');
if (root === null) throw new Error('the page has no #forkscope-panel');

loadMessages(document);
const panel = root.dataset.page === 'comparison' ? comparisonPage(root) : timelinePage(root);
onThemeChange(() => panel.themeChanged());
document.addEventListener('visibilitychange', () => panel.invalidate());
window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => panel.receive(data));
host.postMessage({ type: 'ready' });

function timelinePage(root: HTMLElement): Panel {
  return new Panel(
    buildLayout(root),
    new PanelStore(parseSavedState(host.getState())),
    (message) => host.postMessage(message),
    (state) => host.setState(state),
  );
}

function comparisonPage(root: HTMLElement): ComparisonPage {
  return new ComparisonPage(
    buildComparisonLayout(root),
    new ComparisonStore(),
    (message) => host.postMessage(message),
    (state) => host.setState(state),
  );
}
