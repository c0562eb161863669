/** The panel's page: puts the parts together and tells the host that it is ready. */
import './styles.css';
import type { ToPanel } from '../protocol/panel-messages.ts';
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
const store = new PanelStore(parseSavedState(host.getState()));
const panel = new Panel(
  buildLayout(root),
  store,
  (message) => host.postMessage(message),
  (state) => host.setState(state),
);
onThemeChange(() => panel.themeChanged());
document.addEventListener('visibilitychange', () => panel.invalidate());
window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => panel.receive(data));
host.postMessage({ type: 'ready' });
