/** The panel in a browser without VS Code: built as it is shipped, served under the host's content-security policy. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumFlags, provideChromium } from '../../scripts/lib/chromium.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import type { SessionEvent } from '../../src/model/process-event.ts';
import type { FromPanel, ToPanel } from '../../src/protocol/panel-messages.ts';
import type { SessionScript } from './script.ts';
import { type ThemeName, themes } from './themes.ts';

declare global {
  interface Window {
    /** What the panel posted to its host. */
    posted: FromPanel[];
    savedState: unknown;
    violations: string[];
    /** How many events of a showing the panel has drawn; -1 before the first drawing. */
    drawnCount(showing: number): number;
  }
}

const NONCE = 'harness';

/** Stands in for VS Code: hands out the API, and writes down what goes wrong. */
const HOST_SCRIPT = `
  window.posted = [];
  window.violations = [];
  window.drawnCount = (showing) => Math.max(-1, ...window.posted
    .filter((each) => each.type === 'drawn' && each.showing === showing)
    .map((each) => each.count));
  document.addEventListener('securitypolicyviolation', (event) =>
    window.violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
  window.savedState = JSON.parse(sessionStorage.getItem('state') ?? 'null');
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      window.posted.push(structuredClone(message));
      performance.mark(message.type);
    },
    getState: () => window.savedState ?? undefined,
    setState: (state) => {
      window.savedState = state;
      sessionStorage.setItem('state', JSON.stringify(state));
    },
  });`;

function pageOf(theme: ThemeName, messages: string, page: PanelPage): string {
  const policy = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'self'; font-src 'self'`;
  return `<!DOCTYPE html>
<html lang="en"><head>
<meta charset="utf-8">
<title>Forkscope</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="codicon.css" id="vscode-codicon-stylesheet">
<link rel="stylesheet" href="webview.css">
<link rel="stylesheet" href="theme-${theme}.css">
</head>
<body class="${themes[theme].bodyClass}">
<div id="forkscope-panel" data-page="${page}"></div>
<script type="application/json" id="forkscope-l10n" nonce="${NONCE}">${messages}</script>
<script nonce="${NONCE}">${HOST_SCRIPT}</script>
<script nonce="${NONCE}" src="webview.js"></script>
</body></html>`;
}

function themeCss(theme: ThemeName): string {
  const lines = Object.entries(themes[theme].variables).map(
    ([name, value]) => `--vscode-${name}: ${value};`,
  );
  return `:root { ${lines.join(' ')} } body { margin: 0; }`;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  ttf: 'font/ttf',
};

type PanelPage = 'timeline' | 'comparison';

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** Translations, by English message. */
  readonly messages?: Readonly<Record<string, string>>;
  readonly reducedMotion?: boolean;
  /** Which of the pages; default: the timeline. */
  readonly page?: PanelPage;
}

export class PanelHarness {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #folder: string;
  #messages = '{}';
  #page: PanelPage = 'timeline';

  private constructor(server: Server, browser: Browser, folder: string) {
    this.#server = server;
    this.#browser = browser;
    this.#folder = folder;
    server.on('request', (request, response) => {
      const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
      this.#content(name).then(
        (content) => {
          const type = CONTENT_TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain';
          response.writeHead(200, { 'content-type': type }).end(content);
        },
        () => response.writeHead(404).end(),
      );
    });
  }

  static async start(): Promise<PanelHarness> {
    const folder = await mkdtemp(join(tmpdir(), 'forkscope-panel-'));
    await build({
      absWorkingDir: root,
      entryPoints: { webview: 'src/webview/main.ts' },
      outdir: folder,
      tsconfig: 'tsconfig.webview.json',
      bundle: true,
      minify: true,
      platform: 'browser',
      target: 'chrome128',
      format: 'iife',
      logLevel: 'warning',
    });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({
      executablePath: await provideChromium(),
      args: [...chromiumFlags, '--no-sandbox'],
    });
    return new PanelHarness(server, browser, folder);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #content(name: string): Promise<Buffer | string> {
    const [, kind, theme] = /^(panel|theme)-(.+)\.(?:html|css)$/.exec(name) ?? [];
    if (kind === 'panel' && isTheme(theme)) return pageOf(theme, this.#messages, this.#page);
    if (kind === 'theme' && isTheme(theme)) return themeCss(theme);
    if (name.startsWith('codicon.')) {
      return readFileSync(join(root, 'node_modules/@vscode/codicons/dist', name));
    }
    return readFile(join(this.#folder, name));
  }

  /** Opens an empty panel. `problems` fills with console errors, page errors and policy violations. */
  async open(options: OpenOptions = {}): Promise<OpenPanel> {
    const { theme = 'dark', width = 1590, height = 520, messages = {} } = options;
    this.#messages = JSON.stringify(messages);
    this.#page = options.page ?? 'timeline';
    const context = await this.#browser.newContext({
      viewport: { width, height },
      reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    });
    const page = await context.newPage();
    const panel = new OpenPanel(page);
    const { port } = this.#server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/panel-${theme}.html`);
    await page.waitForFunction(() => window.posted.some(({ type }) => type === 'ready'));
    return panel;
  }
}

function isTheme(name: string | undefined): name is ThemeName {
  return name !== undefined && name in themes;
}

const BATCH = 5_000;
const FIRST_BATCH = 1_000;
const WINDOW = 20_000;

export class OpenPanel {
  readonly page: Page;
  readonly #problems: string[] = [];
  #showing = 0;

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#problems.push(message.text());
    });
    page.on('pageerror', (error) => this.#problems.push(String(error)));
  }

  async problems(): Promise<string[]> {
    return [...this.#problems, ...(await this.page.evaluate(() => window.violations))];
  }

  send(...messages: ToPanel[]): Promise<void> {
    return this.page.evaluate((all) => {
      for (const message of all) window.postMessage(message, '*');
    }, messages);
  }

  /** Shows a session and waits until all of it is drawn. */
  async show(script: SessionScript): Promise<void> {
    const { title, header, events, nowUs } = script;
    this.#showing += 1;
    const showing = this.#showing;
    await this.send({ type: 'show-session', showing, title, header });
    // As the host does: in batches, never more than a window ahead of what is drawn.
    await this.page.evaluate(
      async ([events, first, batch, window_, message]) => {
        // Not before the data is there: bringing it into the page is no work of the panel's.
        window.addEventListener('message', () => performance.mark('show'), {
          once: true,
          capture: true,
        });
        for (let from = 0; from === 0 || from < events.length; ) {
          while (from - window.drawnCount(message.showing) > window_)
            await new Promise((resolve) => setTimeout(resolve, 5));
          const next = from + (from === 0 ? first : batch);
          window.postMessage({ ...message, events: events.slice(from, next) }, '*');
          from = next;
          // Each message of a host is a task of its own.
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        while (window.drawnCount(message.showing) < events.length)
          await new Promise((resolve) => setTimeout(resolve, 5));
      },
      [
        events,
        FIRST_BATCH,
        BATCH,
        WINDOW,
        { type: 'more-events', showing, nowUs, live: nowUs !== null },
      ] as const,
    );
  }

  /** From the first shown session's data until something, and until all, of it was drawn, in ms. */
  viewTimes(): Promise<{ firstMs: number; allMs: number }> {
    return this.page.evaluate(() => {
      const sent = performance.getEntriesByName('show')[0]?.startTime ?? 0;
      const times = performance.getEntriesByName('drawn').map(({ startTime }) => startTime - sent);
      return {
        firstMs: times.find((ms) => ms > 0) ?? Number.NaN,
        allMs: times.at(-1) ?? Number.NaN,
      };
    });
  }

  /** Waits until so many events of the shown session are drawn. */
  async untilDrawn(count: number): Promise<void> {
    await this.page.waitForFunction(([showing, most]) => window.drawnCount(showing) >= most, [
      this.#showing,
      count,
    ] as const);
  }

  /** How opaque a part of a canvas is, pixel by pixel, line by line: 0 to 255; in px of CSS. */
  opacities(selector: string, part: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>) {
    return this.page.evaluate(
      ([canvasSelector, { x, y, width, height }]) => {
        const canvas = document.querySelector<HTMLCanvasElement>(canvasSelector);
        if (canvas === null) throw new Error(`no ${canvasSelector}`);
        const box = canvas.getBoundingClientRect();
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context?.drawImage(canvas, -x, -y, box.width, box.height);
        const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] };
        return [...data].filter((_, i) => i % 4 === 3);
      },
      [selector, part] as const,
    );
  }

  /** Sends further events of the shown session. */
  more(events: readonly SessionEvent[], nowUs: number | null = null): Promise<void> {
    const message = { type: 'more-events', showing: this.#showing, events, nowUs } as const;
    return this.send({ ...message, live: nowUs !== null });
  }

  get showing(): number {
    return this.#showing;
  }

  row(pid: number) {
    return this.page.locator(`[role=row][data-pid="${pid}"]`);
  }

  cell(pid: number, column: string) {
    return this.row(pid).locator(`[data-column="${column}"]`);
  }

  posted(): Promise<FromPanel[]> {
    return this.page.evaluate(() => window.posted);
  }
}
