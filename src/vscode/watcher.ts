import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../model/user-error.ts';
import { refuseUntrusted } from './launcher.ts';
import { limitArguments } from './limit-settings.ts';
import type { ObservedSession } from './observed-session.ts';
import type { SessionStore } from './session-store.ts';

/** How long a recorder goes on when no window looks, in seconds: longer than a reload takes. */
const WHILE_WATCHED_SECONDS = 60;

/** Starts recorders for processes that run already. */
export class Watcher {
  readonly #store: SessionStore;
  readonly #dist: string;

  constructor(store: SessionStore, dist: string) {
    this.#store = store;
    this.#dist = dist;
  }

  /**
   * Watches a process and all below it; resolves with its session once it is recorded. The recorder is
   * no child of this window's: it outlives a reload.
   * @throws {UserError} with the recorder's own words when the process cannot be watched.
   */
  async watch(pid: number, name: string): Promise<ObservedSession> {
    refuseUntrusted();
    const traceFile = this.#store.newTraceFile(name);
    const watched = ['--while-watched', String(WHILE_WATCHED_SECONDS)];
    const options = ['--no-summary', ...watched, ...limitArguments()];
    const args = [join(this.#dist, 'cli.js'), 'attach', ...options, '--trace', traceFile, '--'];
    const recorder = spawn(process.execPath, [...args, String(pid)], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    let said = '';
    recorder.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const cancel = new vscode.CancellationTokenSource();
    const ended = once(recorder, 'close').then(() => cancel.cancel());
    try {
      const session = await this.#store.whenRecording(traceFile, cancel.token);
      if (session !== undefined) return session;
      await ended;
      throw new UserError('process-gone', said.replace(/^forkscope: /, '').trim());
    } finally {
      cancel.dispose();
      recorder.stderr.destroy();
      recorder.unref();
    }
  }
}
