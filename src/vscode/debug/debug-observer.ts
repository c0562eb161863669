import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../model/disposable.ts';
import { baseName } from '../../model/naming.ts';
import { messageOf } from '../../model/user-error.ts';
import type { Log } from '../log.ts';
import type { ObservedSession } from '../observed-session.ts';
import type { SessionStore } from '../session-store.ts';
import type { Watcher } from '../watcher.ts';
import {
  attachedPid,
  commandOf,
  environmentOf,
  isOfProgram,
  markOf,
  startsProgram,
  withEnvironment,
  withMark,
} from './debug-configuration.ts';
import { DebugRecorder } from './debug-recorder.ts';
import { environmentField } from './debuggers.ts';
import type { ObserveSetting } from './observe-setting.ts';

/** How long a recorder waits for its program, in ms: a task may have to build that first. */
const WAITS_MS = 600_000;

export interface ObserverParts {
  readonly store: SessionStore;
  readonly watcher: Watcher;
  readonly setting: ObserveSetting;
  readonly log: Log;
  /** Folder of the built command. */
  readonly dist: string;
}

/** What comes of a recorder that was started for a debug session. */
interface Observation {
  readonly recorder: DebugRecorder;
  readonly wanted: boolean;
}

/**
 * Makes a Forkscope session of each debug session. Where the debugger starts a program, a recorder is
 * there before it and the program is given the probes; where it joins one, that one is watched. The
 * debugger goes on as always when there can be no recorder.
 */
export class DebugObserver implements vscode.DebugConfigurationProvider {
  readonly #parts: ObserverParts;
  readonly #owned = new DisposableStore();
  readonly #observations = new Map<string, Observation>();
  readonly #onDidObserve = new vscode.EventEmitter<{ session: ObservedSession; wanted: boolean }>();

  /** Fires when a debug session has become a session; `wanted` if the user asked for this one. */
  readonly onDidObserve = this.#onDidObserve.event;

  constructor(parts: ObserverParts) {
    this.#parts = parts;
    this.#owned.add(this.#onDidObserve);
    this.#owned.add(vscode.debug.registerDebugConfigurationProvider('*', this));
    this.#owned.add(
      vscode.debug.onDidTerminateDebugSession(({ configuration }) => {
        const id = markOf(configuration).observation;
        // A process of the session more or less; the session itself names no parent.
        if (id !== undefined && configuration.request === 'launch') this.#letGo(id);
      }),
    );
    this.#owned.defer(() => {
      for (const id of [...this.#observations.keys()]) this.#letGo(id);
    });
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration> {
    const wanted = markOf(configuration).wanted === true;
    const { choice } = this.#parts.setting;
    const isOurs = wanted || choice === 'always';
    if (!isOurs || !vscode.workspace.isTrusted || !startsProgram(configuration)) {
      return configuration;
    }
    try {
      return await this.#prepare(folder, configuration, wanted);
    } catch (error) {
      this.#parts.log.info(`${configuration.name} is debugged unobserved: ${messageOf(error)}`);
      return configuration;
    }
  }

  /** A debug session's process is known. */
  async learnt(session: vscode.DebugSession, pid: number): Promise<void> {
    if (!isOfProgram(session.configuration)) return;
    const first = rootOf(session);
    const { observation: id, wanted } = markOf(first.configuration);
    const observation = this.#observations.get(id ?? '');
    if (observation !== undefined && observation.recorder.root === undefined) {
      observation.recorder.setRoot(pid);
      await observation.recorder.recording;
    } else if (isRootProcess(session) && observation?.recorder.root !== pid) {
      await this.#watchIfAsked(session, pid, wanted === true);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #prepare(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
    wanted: boolean,
  ): Promise<vscode.DebugConfiguration> {
    const field = environmentField(configuration.type);
    if (field === undefined) return configuration;
    const { store, dist, log } = this.#parts;
    const beganMs = performance.now();
    const command = commandOf(configuration);
    const traceFile = store.newTraceFile(baseName(command[0] ?? configuration.name));
    mkdirSync(dirname(traceFile), { recursive: true, mode: 0o700 });
    const recorder = await DebugRecorder.start({
      dist,
      traceFile,
      command,
      cwd: typeof configuration.cwd === 'string' ? configuration.cwd : (folder?.uri.fsPath ?? ''),
      env: environmentOf(configuration, field, process.env),
    });
    log.info(`recorder ready after ${Math.round(performance.now() - beganMs)} ms`);
    const id = randomUUID();
    this.#observations.set(id, { recorder, wanted });
    const patience = setTimeout(() => this.#letGo(id), WAITS_MS);
    void this.#follow(recorder, wanted).finally(() => clearTimeout(patience));
    const marked = withMark(configuration, { observation: id, ...(wanted && { wanted }) });
    return withEnvironment(marked, field, recorder.env);
  }

  async #follow(recorder: DebugRecorder, wanted: boolean): Promise<void> {
    if (!(await recorder.recording)) return;
    const session = this.#parts.store.add(recorder.traceFile);
    this.#onDidObserve.fire({ session, wanted });
  }

  #letGo(id: string): void {
    const observation = this.#observations.get(id);
    this.#observations.delete(id);
    observation?.recorder.letGo();
  }

  /** A process that no recorder waited for is watched from outside. */
  async #watchIfAsked(session: vscode.DebugSession, pid: number, wanted: boolean): Promise<void> {
    const { setting, watcher, log } = this.#parts;
    if (!vscode.workspace.isTrusted || isElsewhere(session.configuration)) return;
    if (this.#isShown(pid)) return;
    if (!wanted && setting.choice !== 'always') {
      // The answer may come long after: nothing waits for it.
      void setting
        .ask()
        .then((yes) => (yes ? this.#watch(watcher, log, pid, session.name) : undefined));
      return;
    }
    void this.#watch(watcher, log, pid, session.name);
  }

  async #watch(watcher: Watcher, log: Log, pid: number, name: string): Promise<void> {
    try {
      this.#onDidObserve.fire({ session: await watcher.watch(pid, name), wanted: false });
    } catch (error) {
      log.info(`${name} is debugged unobserved: ${messageOf(error)}`);
    }
  }

  /** Whether a live session has the process already. */
  #isShown(pid: number): boolean {
    return this.#parts.store
      .sessions()
      .some(
        ({ live, model }) =>
          live === true &&
          model?.processes().some((each) => each.pid === pid && each.endUs === null) === true,
      );
  }
}

/** The session that the user started; debuggers nest one for each process below it. */
function rootOf(session: vscode.DebugSession): vscode.DebugSession {
  let root = session;
  while (root.parentSession !== undefined) root = root.parentSession;
  return root;
}

/** Whether no session above debugs a process: the JavaScript debugger's first session debugs none. */
function isRootProcess({ configuration, parentSession }: vscode.DebugSession): boolean {
  if (parentSession === undefined) return true;
  return '__pendingTargetId' in configuration && parentSession.parentSession === undefined;
}

/** Whether a configuration joins a program on another machine, or in a container. */
function isElsewhere(configuration: vscode.DebugConfiguration): boolean {
  return configuration.request === 'attach' && attachedPid(configuration) === undefined;
}
