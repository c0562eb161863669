/**
 * How long the extension takes to activate, as the editor itself counts it:
 * `node --import tsx bench/activation.ts`, after `npm test` or `npm start` have built it.
 */
import { stopShared } from '../test/harness/shared-server.ts';
import { VsCodePage } from '../test/harness/vscode-page.ts';
import { summary } from './statistics.ts';

const RUNS = 7;

async function activationMs(): Promise<number> {
  const window = await VsCodePage.launch();
  try {
    await window.openSideBar();
    await window.page.locator('.sidebar .welcome-view-content').first().waitFor();
    await window.runCommand('Developer: Show Running Extensions');
    const row = window.page.locator('.runtime-extensions-editor .monaco-list-row', {
      hasText: 'Forkscope',
    });
    await row.locator('.activation-time').waitFor();
    const text = await row.locator('.activation-time').textContent();
    return Number(/(\d+)\s*ms/.exec(text ?? '')?.[1]);
  } finally {
    await window.dispose();
  }
}

const times: number[] = [];
for (let i = 0; i < RUNS; i += 1) times.push(await activationMs());
await stopShared();
console.log(`activation: ${summary(times, 'ms')}`);
