import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';
import { DisposableStore } from '../../model/disposable.ts';
import { attachedPid, targetPid } from './debug-configuration.ts';

/** What debuggers tell of a process, in the Debug Adapter Protocol. */
const ProcessEvent = Compile(
  Type.Object({
    type: Type.Literal('event'),
    event: Type.Literal('process'),
    body: Type.Object({
      systemProcessId: Type.Integer({ minimum: 1 }),
      isLocalProcess: Type.Optional(Type.Boolean()),
    }),
  }),
);
const StoppedEvent = Compile(
  Type.Object({
    type: Type.Literal('event'),
    event: Type.Literal('stopped'),
    body: Type.Object({ threadId: Type.Optional(Type.Integer()) }),
  }),
);
const ContinuedEvent = Compile(
  Type.Object({ type: Type.Literal('event'), event: Type.Literal('continued') }),
);
/** Requests after which a stopped process goes on. */
const ResumingRequest = Compile(
  Type.Object({
    type: Type.Literal('request'),
    command: Type.Enum(['continue', 'next', 'stepIn', 'stepOut', 'stepBack', 'reverseContinue']),
  }),
);

/** A debug session, and the process that it debugs. */
export interface Debuggee {
  readonly session: vscode.DebugSession;
  readonly pid: number;
  /** Thread that is stopped in the debugger. */
  readonly stoppedThread: number | undefined;
}

/**
 * Which debug session debugs which process of this machine. Most debuggers say it themselves; the
 * JavaScript one has it in the name of its sessions.
 */
export class Debuggees implements vscode.DebugAdapterTrackerFactory {
  readonly #owned = new DisposableStore();
  readonly #known = new Map<string, Known>();
  readonly #onLearnt: (session: vscode.DebugSession, pid: number) => Promise<void>;
  readonly #onDidLearn = new vscode.EventEmitter<Debuggee>();

  /** Fires when the process of a session becomes known. */
  readonly onDidLearn = this.#onDidLearn.event;

  /** @param onLearnt is waited for, for a moment, before the debugger lets the process go on. */
  constructor(onLearnt: (session: vscode.DebugSession, pid: number) => Promise<void>) {
    this.#onLearnt = onLearnt;
    this.#owned.add(this.#onDidLearn);
    this.#owned.add(vscode.debug.registerDebugAdapterTrackerFactory('*', this));
    this.#owned.add(
      vscode.debug.onDidTerminateDebugSession((session) => this.#known.delete(session.id)),
    );
  }

  async createDebugAdapterTracker(
    session: vscode.DebugSession,
  ): Promise<vscode.DebugAdapterTracker> {
    // The editor waits for this: the process is held by its debugger until it is known here.
    const pid = targetPid(session.configuration) ?? attachedPid(session.configuration);
    if (pid !== undefined) await this.#learn(session, pid);
    return {
      onDidSendMessage: (message: unknown) => this.#heard(session, message),
      onWillReceiveMessage: (message: unknown) => {
        if (ResumingRequest.Check(message)) this.#stopped(session, undefined);
      },
    };
  }

  /** The process of a session. */
  ofSession(session: vscode.DebugSession | undefined): Debuggee | undefined {
    const known = this.#known.get(session?.id ?? '');
    return known?.pid === undefined ? undefined : { ...known, pid: known.pid };
  }

  /** The session of a process. */
  ofProcess(pid: number): Debuggee | undefined {
    const all = [...this.#known.values()].filter((each) => each.pid === pid);
    const known = all.find(({ stoppedThread }) => stoppedThread !== undefined) ?? all.at(-1);
    return this.ofSession(known?.session);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #heard(session: vscode.DebugSession, message: unknown): void {
    if (ProcessEvent.Check(message)) {
      const { systemProcessId, isLocalProcess } = message.body;
      if (isLocalProcess !== false) void this.#learn(session, systemProcessId);
    } else if (StoppedEvent.Check(message)) {
      this.#stopped(session, message.body.threadId);
    } else if (ContinuedEvent.Check(message)) {
      this.#stopped(session, undefined);
    }
  }

  async #learn(session: vscode.DebugSession, pid: number): Promise<void> {
    if (this.#known.get(session.id)?.pid === pid) return;
    const stoppedThread = this.#known.get(session.id)?.stoppedThread;
    const debuggee = { session, pid, stoppedThread };
    this.#known.set(session.id, debuggee);
    this.#onDidLearn.fire(debuggee);
    await this.#onLearnt(session, pid);
  }

  #stopped(session: vscode.DebugSession, stoppedThread: number | undefined): void {
    const { pid } = this.#known.get(session.id) ?? { pid: this.#pidOfParent(session) };
    this.#known.set(session.id, { session, pid, stoppedThread });
  }

  /** The JavaScript debugger joins a process in one session and debugs it in another below. */
  #pidOfParent({ configuration, parentSession }: vscode.DebugSession): number | undefined {
    if (!('__pendingTargetId' in configuration)) return undefined;
    return attachedPid(parentSession?.configuration ?? configuration);
  }
}

interface Known {
  readonly session: vscode.DebugSession;
  readonly pid: number | undefined;
  readonly stoppedThread: number | undefined;
}
