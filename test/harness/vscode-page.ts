/**
 * A window of a real VS Code in a browser, with the packaged extension installed; for tests that do
 * and see what a user does and sees. Every method waits for what it is about, never for a time.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { artifactsDir, copyExamples, vsixFile } from './local-vscode.mjs';
import { type BorrowedServer, borrowServer, sharedBrowser } from './shared-server.ts';

/** The themes that tests use, and the class by which the workbench tells that it wears one. */
const themeClasses = {
  'Default Dark Modern': 'vscode-theme-defaults-themes-dark_modern-json',
  'Default Light Modern': 'vscode-theme-defaults-themes-light_modern-json',
  'Default High Contrast': 'vscode-theme-defaults-themes-hc_black-json',
  'Default High Contrast Light': 'vscode-theme-defaults-themes-hc_light-json',
};
export type Theme = keyof typeof themeClasses;

export interface LaunchOptions {
  /** The packaged extension; default: the one of this build. */
  vsix?: string;
  /** The folder to open; default: a temporary copy of examples/. */
  folder?: string;
  /** Added to the settings of a bare window. */
  settings?: Record<string, unknown>;
  /** Whether the folder is trusted without asking; default: true. */
  trust?: boolean;
  theme?: Theme;
  viewport?: { width: number; height: number };
}

/** How long a window may take until it can be used, in ms. */
const startTimeout = 60_000;
/** How long anything else may take, in ms. */
const actionTimeout = 30_000;
const outsideNames = /[^\p{L}\p{N}]+/gu;

export class VsCodePage {
  static readonly #open = new Set<VsCodePage>();

  /** The folder that is open, absolute. */
  readonly folder: string;
  /** For whatever this class has no method for. */
  readonly page: Page;

  readonly #context: BrowserContext;
  readonly #borrowed: BorrowedServer;
  readonly #options: LaunchOptions;
  readonly #console: string[] = [];
  #theme: Theme;

  /** Opens a window and waits until the extension shows in it. */
  static async launch(options: LaunchOptions = {}): Promise<VsCodePage> {
    const borrowed = await borrowServer(options.vsix ?? vsixFile);
    const browser = await sharedBrowser();
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1600, height: 1000 },
    });
    const page = await context.newPage();
    const window = new VsCodePage(context, page, borrowed, options);
    try {
      await window.#goto();
    } catch (error) {
      await window.#keepEvidence('launch');
      await window.dispose();
      throw error;
    }
    return window;
  }

  /** Keeps a screenshot and the logs of every open window under the name of the failed test. */
  static async keepEvidence(test: string): Promise<void> {
    for (const window of VsCodePage.#open) await window.#keepEvidence(test);
  }

  private constructor(
    context: BrowserContext,
    page: Page,
    borrowed: BorrowedServer,
    options: LaunchOptions,
  ) {
    this.#context = context;
    this.#borrowed = borrowed;
    this.#options = options;
    this.#theme = options.theme ?? 'Default Dark Modern';
    this.page = page;
    this.folder = options.folder ?? copyExamples();
    page.setDefaultTimeout(actionTimeout);
    page.on('console', (message) => this.#console.push(`[${message.type()}] ${message.text()}`));
    page.on('dialog', (dialog) => dialog.accept().catch(() => undefined));
    VsCodePage.#open.add(this);
  }

  /** Runs a command of the palette by its full title, e.g. `Forkscope: Launch Script`. */
  async runCommand(title: string): Promise<void> {
    const entry = this.#quickPickEntry(title);
    // What takes the focus closes the palette, even with its entry under the pointer: a debugger
    // that comes to a breakpoint does.
    await this.#waitFor(`"${title}" to be chosen`, async () => {
      await this.#openQuickInput('F1', `>${title}`, entry);
      return (await succeeds(entry.click({ timeout: 2000 }))) || undefined;
    });
    await entry.waitFor({ state: 'hidden' });
  }

  /** Runs a command that offers something, and takes what has that text in it. */
  async runCommandAndPick(title: string, text: string): Promise<void> {
    const offers = this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    const offer = offers.filter({ hasText: text }).first();
    await this.#waitFor(`"${text}" to be picked`, async () => {
      await this.runCommand(title);
      return (await succeeds(offer.click({ timeout: 2000 }))) || undefined;
    });
  }

  /** Types into the input box of that title, and confirms. */
  async answerInput(title: string, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget', { hasText: title });
    await box.locator('input.input').fill(text);
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Opens a file of the folder; the name is relative to it, or absolute. */
  async openFile(name: string): Promise<void> {
    await this.openAnyFile(name);
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /** The same for a file that is not opened as text. */
  async openAnyFile(name: string): Promise<void> {
    const path = isAbsolute(name) ? name : join(this.folder, name);
    const base = path.slice(path.lastIndexOf('/') + 1);
    await this.#openQuickInput('Control+P', path, this.#quickPickEntry(base));
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor();
  }

  /** Changes the user's settings; they are added to those of the launch. */
  changeSettings(settings: Record<string, unknown>): void {
    this.#options.settings = { ...this.#options.settings, ...settings };
    this.#writeSettings();
  }

  async setTheme(theme: Theme): Promise<void> {
    this.#theme = theme;
    this.#writeSettings();
    await this.#wears(theme);
  }

  /** The content of a webview, by its title (a tab's, or a view's) or by what is inside it. */
  async webviewFrame(matcher: string | { has: string }): Promise<FrameLocator> {
    const byTitle = typeof matcher === 'string';
    const inner = byTitle ? `iframe#active-frame[title="${matcher}"]` : 'iframe#active-frame';
    const wanted = byTitle ? 'body' : matcher.has;
    const outer = this.page.locator('iframe.webview.ready');
    const look = async () => {
      for (const name of await outer.evaluateAll((frames) =>
        frames.map((frame) => frame.getAttribute('name')),
      )) {
        const frame = this.page.frameLocator(`iframe.webview[name="${name}"]`).frameLocator(inner);
        if ((await frame.locator(wanted).count()) > 0) return frame;
      }
      return undefined;
    };
    // After a reload the extension has to start first.
    return await this.#waitFor(`a webview with ${JSON.stringify(matcher)}`, look, startTimeout);
  }

  /** Opens the extension's side bar. */
  async openSideBar(): Promise<void> {
    // A badge on the icon would be in the way of a click on the icon itself.
    const tab = this.#activityIcon().locator('..');
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
    await this.page.locator('.sidebar .composite.title', { hasText: containerTitle() }).waitFor();
  }

  /** Chooses an entry of the context menu of what a locator finds. */
  async chooseFromMenu(of: Locator, entry: string): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: entry });
    // A tree that is drawn anew closes its menu. And a menu does not listen to the mouse in its first
    // 100 ms, lest the click that opens it choose.
    await this.#waitFor(`${entry} to be chosen`, async () => {
      if (!(await item.isVisible())) {
        await of.click({ button: 'right' });
        if (!(await succeeds(item.waitFor({ timeout: 2000 })))) return undefined;
      }
      const clicked = await succeeds(item.click({ timeout: 1000 }));
      const closed = await succeeds(item.waitFor({ state: 'detached', timeout: 1000 }));
      return clicked && closed ? true : undefined;
    });
  }

  /**
   * The field of a file dialog, once that offers a path with an ending. It does so after a while; what is
   * typed before stands within it.
   */
  async offeredPath(dialog: Locator, ending: string): Promise<Locator> {
    const field = dialog.locator('input.input');
    await this.#waitFor(`…${ending} to be offered`, async () =>
      (await field.inputValue()).endsWith(ending) ? true : undefined,
    );
    return field;
  }

  /** Notifications that are on the screen, each as its text. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** Types into the terminal on the screen, as a user at the keyboard; `\n` is Enter. */
  async typeInTerminal(text: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await this.page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
    await this.page.keyboard.type(text);
  }

  /** What the terminal on the screen shows, without what has scrolled away. */
  async terminalText(): Promise<string> {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div');
    await rows.first().waitFor();
    const lines = await rows.allInnerTexts();
    return lines
      .map((line) => line.replaceAll('\u00a0', ' ').trimEnd())
      .join('\n')
      .trimEnd();
  }

  /** Waits until the terminal shows a text. */
  async waitForTerminalText(text: string): Promise<void> {
    await this.#waitFor(`"${text}" in the terminal`, async () =>
      (await this.terminalText()).includes(text) ? true : undefined,
    );
  }

  /** Makes a picture of the window in test-artifacts/ and returns its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(artifactsDir, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Loads the window anew by the command *Reload Window*, which lets it keep what is open. */
  async reload(): Promise<void> {
    const title = 'Developer: Reload Window';
    const entry = this.#quickPickEntry(title);
    await this.#openQuickInput('F1', `>${title}`, entry);
    const loaded = this.page.waitForEvent('domcontentloaded');
    await entry.click();
    await loaded;
    await this.#ready();
  }

  /** Closes the window; the server and the browser stay for the next one. */
  async dispose(): Promise<void> {
    if (!VsCodePage.#open.delete(this)) return;
    // Leaving the page lets the workbench end its extension host; closing it would not.
    await this.page.goto('about:blank').catch(() => undefined);
    await this.#context.close();
    this.#borrowed.giveBack();
    if (this.#options.folder === undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  async #goto(): Promise<void> {
    this.#writeSettings();
    await this.page.goto(this.#borrowed.server.url({ folder: this.folder }));
    await this.#ready();
  }

  async #ready(): Promise<void> {
    const trusted = this.#options.trust ?? true;
    // In a folder that is not trusted the extension may be absent; that is for the test to say.
    const sign = trusted
      ? this.#activityIcon()
      : this.page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
    await sign.waitFor({ timeout: startTimeout });
    await this.#wears(this.#theme);
  }

  #activityIcon(): Locator {
    return this.page.locator(`.activitybar .action-label[aria-label^="${containerTitle()}"]`);
  }

  #writeSettings(): void {
    this.#borrowed.server.configure({
      trust: this.#options.trust ?? true,
      settings: {
        'workbench.colorTheme': this.#theme,
        // Only then is the terminal's text in the page.
        'terminal.integrated.gpuAcceleration': 'off',
        ...this.#options.settings,
      },
    });
  }

  async #wears(theme: Theme): Promise<void> {
    await this.page.locator(`.monaco-workbench.${themeClasses[theme]}`).waitFor();
  }

  #quickPickEntry(label: string): Locator {
    const rows = this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    const exact = new RegExp(`^${label.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
    return rows.filter({ has: this.page.locator('.label-name', { hasText: exact }) }).first();
  }

  /** Opens a quick input and types until the entry is offered: right after a start it may not be. */
  async #openQuickInput(key: string, text: string, entry: Locator): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-filter input');
    await this.#waitFor(`"${text}" among the offers of ${key}`, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press(key);
      try {
        await input.fill(text, { timeout: 2000 });
        await entry.waitFor({ timeout: 2000 });
        return true;
      } catch {
        return undefined;
      }
    });
  }

  /** Repeats a look until it finds something, at most for `timeout` ms. */
  async #waitFor<T>(
    what: string,
    look: () => Promise<T | undefined>,
    timeout = actionTimeout,
  ): Promise<T> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #keepEvidence(test: string): Promise<void> {
    const name = `failed-${test.replace(outsideNames, '-').slice(0, 100)}`;
    mkdirSync(artifactsDir, { recursive: true });
    await this.screenshot(name).catch(() => undefined);
    const logs = [...this.#console, '', 'Server:', this.#borrowed.server.logs()];
    writeFileSync(join(artifactsDir, `${name}.log`), logs.join('\n'));
  }
}

/** The title of the extension's icon in the activity bar. */
function containerTitle(): string {
  const manifest: { contributes: { viewsContainers: { activitybar: { title: string }[] } } } =
    JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const [container] = manifest.contributes.viewsContainers.activitybar;
  if (!container) throw new Error('package.json contributes nothing to the activity bar.');
  return container.title;
}

/** Whether a step that may take too long came to its end. */
function succeeds(step: Promise<void>): Promise<boolean> {
  return step.then(
    () => true,
    () => false,
  );
}
