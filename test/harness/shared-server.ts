/** One server and one browser for all tests of a run: starting them takes longer than most tests. */
import { type Browser, chromium } from 'playwright-core';
import {
  chromiumFlags,
  type LocalVsCode,
  provideChromium,
  startLocalVsCode,
} from './local-vscode.mjs';

/** Servers by the extension they have installed; a window of its own settings has one to itself. */
const idleServers = new Map<string, LocalVsCode[]>();
const allServers = new Set<LocalVsCode>();
let browser: Promise<Browser> | undefined;

export interface BorrowedServer {
  server: LocalVsCode;
  giveBack(): void;
}

/** Settings belong to a server, so a server serves one window at a time. */
export async function borrowServer(vsix: string): Promise<BorrowedServer> {
  const idle = idleServers.get(vsix) ?? [];
  idleServers.set(vsix, idle);
  const server = idle.pop() ?? (await startLocalVsCode(vsix));
  allServers.add(server);
  return { server, giveBack: () => idle.push(server) };
}

export function sharedBrowser(): Promise<Browser> {
  browser ??= provideChromium(console.log).then((executablePath) =>
    chromium.launch({ executablePath, args: chromiumFlags }),
  );
  return browser;
}

/** To be called when the last test has ended. */
export async function stopShared(): Promise<void> {
  await (await browser)?.close();
  await Promise.all([...allServers].map((server) => server.stop()));
  browser = undefined;
  allServers.clear();
  idleServers.clear();
}
