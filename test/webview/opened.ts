/** What tests of the panel share: one browser a file, one page a test, and no error unseen. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { type OpenOptions, type OpenPanel, PanelHarness } from './harness.ts';
import type { SessionScript } from './script.ts';

export interface Opened {
  readonly panel: OpenPanel;
  readonly page: Page;
  /** Opens a panel without a session. */
  open(options?: OpenOptions): Promise<void>;
  /** Opens a panel, and shows a session in it. */
  show(script: SessionScript, options?: OpenOptions): Promise<void>;
  button(action: string): Locator;
  /** Text of a cell, with spaces made one. */
  text(pid: number, column: string): Promise<string>;
  /** PIDs of the rows in the page, from top to bottom. */
  pids(): Promise<string[]>;
}

/** To be called within `describe`. */
export function opened(): Opened {
  let harness: PanelHarness;
  let current: OpenPanel | undefined;
  before(async () => {
    harness = await PanelHarness.start();
  });
  after(() => harness.stop());
  afterEach(async () => {
    const panel = current;
    current = undefined;
    if (panel === undefined) return;
    assert.deepEqual(await panel.problems(), []);
    await panel.page.context().close();
  });
  const panel = () => {
    if (current === undefined) throw new Error('no panel is open');
    return current;
  };
  const open = async (options?: OpenOptions) => {
    await current?.page.context().close();
    current = await harness.open(options);
  };
  return {
    get panel() {
      return panel();
    },
    get page() {
      return panel().page;
    },
    open,
    async show(script, options) {
      await open(options);
      await panel().show(script);
    },
    button: (action) => panel().page.locator(`[data-action="${action}"]`),
    text: async (pid, column) =>
      ((await panel().cell(pid, column).textContent()) ?? '').replace(/\s+/g, ' ').trim(),
    pids: () =>
      panel()
        .page.locator('[role=row][data-process-id]')
        .evaluateAll((rows) =>
          rows
            .map((row) => ({
              pid: row.getAttribute('data-pid') ?? '',
              top: row.getBoundingClientRect().top,
            }))
            .sort((a, b) => a.top - b.top)
            .map(({ pid }) => pid),
        ),
  };
}
