import * as vscode from 'vscode';
import type { ProcessView } from '../../model/views.ts';
import type { Log } from '../log.ts';
import type { ObservedSession } from '../observed-session.ts';
import type { SessionStore } from '../session-store.ts';
import { blockedCulprit, replacementOfCrashed } from './attach-rule.ts';

const LOOK_MS = 1_000;
const REASONS = {
  blocked: 'it is blocked and waited for',
  crashed: 'it stands in the place of one that crashed',
};

/**
 * Has a debugger join what a session waits for in vain, or starts in the place of what has crashed, where the
 * setting wants that; once a session,
 * so that nobody is flooded with debug sessions.
 */
export class AttachAutomatically {
  readonly #store: SessionStore;
  readonly #attach: (process: ProcessView) => Promise<void>;
  readonly #log: Log;
  readonly #done = new WeakSet<ObservedSession>();
  readonly #timer: NodeJS.Timeout;

  constructor(store: SessionStore, attach: (process: ProcessView) => Promise<void>, log: Log) {
    this.#store = store;
    this.#attach = attach;
    this.#log = log;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const settings = vscode.workspace.getConfiguration('forkscope.debug');
    const when = settings.get('attachWhen');
    if ((when !== 'blocked' && when !== 'crashed') || !vscode.workspace.isTrusted) return;
    const afterUs = Math.max(1, settings.get('attachAfter', 5)) * 1e6;
    for (const session of this.#store.sessions()) {
      const nowUs = session.nowUs();
      if (session.model === undefined || nowUs === null || this.#done.has(session)) continue;
      const process =
        when === 'blocked'
          ? blockedCulprit(session.model, nowUs, afterUs)
          : replacementOfCrashed(session.model);
      if (process === undefined) continue;
      this.#done.add(session);
      this.#log.info(`attaching to ${process.name} (${process.pid}): ${REASONS[when]}`);
      this.#attach(process).catch((error: unknown) =>
        this.#log.report(error, vscode.l10n.t('attaching the debugger')),
      );
    }
  }
}
