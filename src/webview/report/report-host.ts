/** Stands in for the editor in an exported report: hands the panel the session that is in the page. */
import './report.css';
import type { SessionEvent, SessionHeader } from '../../model/process-event.ts';
import type { FromPanel, ToPanel } from '../../protocol/panel-messages.ts';

/** Id of the page's `<script type="application/json">` that holds the session. */
const SESSION_ID = 'forkscope-session';
const SHOWING = 1;
/** Most events in one message: the page stays usable while a long session is drawn. */
const BATCH = 5_000;

interface ReportedSession {
  readonly title: string;
  readonly header: SessionHeader;
  readonly problem: string | null;
  readonly events: readonly SessionEvent[];
}

let state: unknown;
let session: ReportedSession | undefined;
/** So many events were sent; the panel may have drawn fewer. */
let sent = 0;

/** The editor's API as the panel knows it. Nothing of it leaves the page. */
const api = {
  postMessage: receive,
  getState: () => state,
  setState: (next: unknown) => {
    state = next;
  },
};
Object.assign(window, { acquireVsCodeApi: () => api });
followTheme();

function receive(message: FromPanel): void {
  if (message.type === 'ready') begin();
  else if (message.type === 'drawn' && message.showing === SHOWING) sendMore(message.count);
  else if (message.type === 'copy-text') void navigator.clipboard.writeText(message.text);
  else if (message.type === 'save-picture') save(message.kind, message.data);
}

function begin(): void {
  session = JSON.parse(document.getElementById(SESSION_ID)?.textContent ?? '') as ReportedSession;
  const { title, header, problem } = session;
  send({ type: 'show-session', showing: SHOWING, title, header });
  if (problem !== null) send({ type: 'show-problem', showing: SHOWING, message: problem });
  sendMore(0);
}

/** The panel has drawn the first `drawn` events: once that is all it has, on with the next ones. */
function sendMore(drawn: number): void {
  const events = session?.events.slice(sent, sent + BATCH) ?? [];
  if (drawn < sent || (sent > 0 && events.length === 0)) return;
  sent += events.length;
  send({ type: 'more-events', showing: SHOWING, events, nowUs: null, live: false });
}

function send(message: ToPanel): void {
  window.dispatchEvent(new MessageEvent('message', { data: message }));
}

/** Saves a picture as browsers save: PNG comes in base64, SVG as it is. */
function save(kind: 'png' | 'svg', data: string): void {
  const content = kind === 'png' ? Uint8Array.from(atob(data), (each) => each.charCodeAt(0)) : data;
  const type = kind === 'png' ? 'image/png' : 'image/svg+xml';
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `forkscope.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function followTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const contrast = matchMedia('(prefers-contrast: more)');
  const apply = () => {
    const shade = dark.matches ? 'vscode-dark' : 'vscode-light';
    const high = dark.matches ? 'vscode-high-contrast' : 'vscode-high-contrast-light';
    document.body.className = contrast.matches ? `${high} ${shade}` : shade;
  };
  for (const query of [dark, contrast]) query.addEventListener('change', apply);
  apply();
}
