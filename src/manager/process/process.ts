import { addressOf, learnAddress } from './address.ts';
import { type Child, liveChildren } from './child.ts';
import type { Orders } from './child-messages.ts';
import { cloneable } from './clone.ts';
import { installExitPhase } from './exit-phase.ts';
import { type Launched, launchCommand, launchTarget, type NotLaunched } from './launch.ts';
import { nextIdentity, own } from './own-process.ts';
import { ProcessError } from './process-error.ts';
import {
  checkOptions,
  checkTimeout,
  isModuleTarget,
  type ProcessOptions,
  type Target,
} from './process-options.ts';
import {
  notAChild,
  openState,
  remember,
  type State,
  startable,
  startedChild,
  stateOf,
} from './process-state.ts';
import { nextNumber, report, reportedSite } from './session-reporter.ts';
import { endOrTimeout } from './timeout.ts';

/** The object behind each child, for `activeChildren()`. */
const objects = new WeakMap<Child, Process>();
let current: Process | undefined;

/**
 * A child process, as Python's `multiprocessing.Process` with the start method *spawn*: a function
 * or class of this program, or a subclass's `run()`, in a Node process of its own; or any command.
 *
 * The program waits for its children when its code has ended; daemons it terminates then. Exit codes
 * are Python's: negative for a signal's number. Times are in milliseconds. All errors are
 * `ProcessError`s, told apart by their `code`.
 */
export class Process<Args extends readonly unknown[] = readonly unknown[]> {
  /** @throws {ProcessError} `invalid-option`. */
  constructor(options: ProcessOptions<Args> = {}) {
    checkOptions({ ...options });
    const identity = nextIdentity();
    remember(this, {
      identity,
      name: options.name ?? `${classNameOf(this) ?? 'Process'}-${identity.join(':')}`,
      daemon: options.daemon ?? own.daemon,
      target: options.target as Target<readonly never[]> | undefined,
      args: options.args ?? [],
      command: options.command === undefined ? undefined : options,
      creatorPid: process.pid,
      isStarted: false,
      isClosed: false,
      child: undefined,
    });
  }

  /**
   * The child's code; a subclass puts its own in its place. What it returns is awaited, and the
   * child goes on as long as anything is left to do.
   */
  run(): unknown {
    return stateOf(this).code?.();
  }

  /**
   * Starts the child. `pid` is known when this returns; the promise is fulfilled when the child has
   * loaded its target and is about to run it (a command: when it has been started), and rejected
   * with a `ProcessError` where that failed. Nothing is left running then.
   */
  start(): Promise<void> {
    const site = reportedSite();
    const call = nextNumber();
    try {
      return begin(this, call, site);
    } catch (error) {
      report({ ev: 'start-failed', call, message: String(error), site });
      return Promise.reject(error);
    }
  }

  /**
   * Waits until the child has ended, at most `timeout` ms. Whether it has is then told by `exitCode`.
   * @throws {ProcessError} as a rejection: `not-started`, `not-a-child`, `invalid-timeout`, `closed`.
   */
  async join(timeout?: number): Promise<void> {
    const child = startedChild(this, 'join');
    const limit = checkTimeout(timeout);
    const wait = nextNumber();
    const timeoutUs = limit === undefined ? null : Math.round(limit * 1_000);
    const site = reportedSite();
    report({ ev: 'wait-begin', wait, cause: 'join', child: child.pid, timeoutUs, site });
    const hold = child.hold();
    const hasEnded = await endOrTimeout(child.ended, limit);
    hold.dispose();
    report({ ev: 'wait-end', wait, outcome: hasEnded ? 'ended' : 'timed-out' });
  }

  /** Whether the child runs; of the current process: true. */
  isAlive(): boolean {
    const state = openState(this);
    if (this === current) return true;
    if (state.creatorPid !== process.pid) throw notAChild('test');
    return state.child !== undefined && state.child.exitCode === null;
  }

  /** Sends SIGTERM. The child's own children are not touched: they become orphans. */
  terminate(): void {
    startedChild(this, 'terminate').signal('SIGTERM', 'terminate', reportedSite());
  }

  /** Sends SIGKILL. */
  kill(): void {
    startedChild(this, 'kill').signal('SIGKILL', 'kill', reportedSite());
  }

  /**
   * Gives up the object of a child that has ended; all that is then asked of it is an error.
   * @throws {ProcessError} `still-running`.
   */
  close(): void {
    const state = stateOf(this);
    if (state.child?.exitCode === null) {
      throw new ProcessError(
        'still-running',
        `${state.name} is still running and cannot be closed: join() or terminate() it first.`,
      );
    }
    state.isClosed = true;
  }

  get name(): string {
    return stateOf(this).name;
  }

  set name(name: string) {
    checkOptions({ name });
    stateOf(this).name = name;
  }

  get daemon(): boolean {
    return stateOf(this).daemon;
  }

  /** Only before `start()`. */
  set daemon(daemon: boolean) {
    checkOptions({ daemon });
    const state = stateOf(this);
    if (state.isStarted) {
      throw new ProcessError(
        'already-started',
        `${state.name} has been started: whether it is a daemon is decided before.`,
      );
    }
    state.daemon = daemon;
  }

  /** Undefined before `start()`. */
  get pid(): number | undefined {
    const state = openState(this);
    return this === current ? process.pid : state.child?.pid;
  }

  /** PID of the process whose code made this object. */
  get ppid(): number {
    const state = stateOf(this);
    return this === current && own.parent === undefined ? process.ppid : state.creatorPid;
  }

  /** Null while the child runs, or has not been started; negative for the number of a signal. */
  get exitCode(): number | null {
    return openState(this).child?.exitCode ?? null;
  }

  /**
   * Fulfilled with the exit code when the child has ended, for `Promise.race` and its like. Who asks
   * for it waits: this process's code goes on until then, unless the child is a daemon.
   */
  get sentinel(): Promise<number> {
    const child = startedChild(this, 'wait for');
    if (!child.daemon) child.hold();
    return child.ended;
  }
}

/** The object of this process itself: in a child the one that was started, as a copy. */
export function currentProcess(): Process {
  if (current === undefined) {
    current = Object.create(Process.prototype) as Process;
    const { name, daemon, identity } = own;
    remember(current, { ...ofSelf(name, daemon, identity), creatorPid: process.ppid });
  }
  return current;
}

/** The children of this process that have not ended, in order of their start. */
export function activeChildren(): Process[] {
  return [...liveChildren].flatMap((child) => objects.get(child) ?? []);
}

/** Makes an object the current process of a child; its class decides what `run()` is. */
export function becomeCurrent(prototype: Process, fields: object, code: () => unknown): Process {
  const self = Object.assign(Object.create(prototype) as Process, fields);
  const { name, daemon, identity, parent } = own;
  const creatorPid = parent?.pid ?? process.ppid;
  remember(self, { ...ofSelf(name, daemon, identity), creatorPid, code });
  current = self;
  return self;
}

function ofSelf(name: string, daemon: boolean, identity: readonly number[]) {
  const none = { target: undefined, args: [], command: undefined, child: undefined };
  return { name, daemon, identity, ...none, isStarted: true, isClosed: false };
}

function begin(
  process_: Process,
  call: number,
  site: ReturnType<typeof reportedSite>,
): Promise<void> {
  const state = startable(process_);
  // All that can be known to fail does so before there is a child.
  const launch = preparedLaunch(process_, state);
  installExitPhase();
  const { name, daemon, target, command } = state;
  report({
    ev: 'start-begin',
    call,
    name,
    daemon,
    className: classNameOf(process_),
    target: target === undefined ? null : nameOf(target),
    method: command === undefined ? 'spawn' : null,
    api: 'forkscope.Process',
    ...(command !== undefined && { argv: [...command.command] }),
    site,
  });
  state.isStarted = true;
  const made = launch();
  if (made.child !== undefined) {
    state.child = made.child;
    objects.set(made.child, process_);
    report({ ev: 'start-end', call, child: made.child.pid });
  }
  return made.begun.catch((error: unknown) => {
    report({ ev: 'start-failed', call, message: String(error), site });
    throw error;
  });
}

function preparedLaunch(process_: Process, state: State): () => Launched | NotLaunched {
  const { command, target } = state;
  if (command !== undefined) return () => launchCommand(command, state);
  const orders = ordersFor(process_, state);
  return () =>
    launchTarget(orders, (found) => {
      if (orders.target && found.target) learnAddress(target, orders.target, found.target);
      if (orders.subclass && found.subclass) {
        learnAddress(process_.constructor, orders.subclass, found.subclass);
      }
    });
}

function ordersFor(process_: Process, state: State): Orders {
  const { name, daemon, identity, target, args } = state;
  const subclass =
    process_.constructor === Process ? undefined : addressOf(process_.constructor as never);
  return {
    forkscope: 'orders',
    name,
    daemon,
    identity,
    parent: { pid: process.pid, name: own.name },
    ...(subclass !== undefined && { subclass }),
    ...(target !== undefined && { target: addressOf(target as never) }),
    args: cloneable(args, 'args'),
    fields: cloneable({ ...process_ }, `the fields of ${name}`),
  };
}

/** Of a subclass; null for `Process` itself. */
function classNameOf(process_: Process): string | null {
  return process_.constructor === Process ? null : process_.constructor.name;
}

function nameOf(target: Target<readonly never[]>): string {
  return isModuleTarget(target) ? target.export : target.name;
}
