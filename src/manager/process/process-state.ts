/** What the objects of `Process` are, kept beside them, and what may be done to them when. */
import type { Child } from './child.ts';
import { own } from './own-process.ts';
import { ProcessError, type ProcessErrorCode } from './process-error.ts';
import type { CommandOptions, Target } from './process-options.ts';

/** What a `Process` is, apart from the object: the object's own fields are the program's. */
export interface State {
  readonly identity: readonly number[];
  name: string;
  daemon: boolean;
  /** What it is to run, in its creator. */
  readonly target: Target<readonly never[]> | undefined;
  readonly args: readonly unknown[];
  readonly command: CommandOptions | undefined;
  /** Process that made the object. */
  readonly creatorPid: number;
  /** Set by `start()`, before anything can fail later. */
  isStarted: boolean;
  isClosed: boolean;
  child: Child | undefined;
  /** In the child itself: its code, as it was resolved. */
  readonly code?: () => unknown;
}

const states = new WeakMap<object, State>();

/** Makes the state of a new object known. */
export function remember(process_: object, state: State): void {
  states.set(process_, state);
}

export function stateOf(process_: object): State {
  const state = states.get(process_);
  if (state === undefined) {
    throw new ProcessError(
      'invalid-option',
      'This is not an object that a Process constructor made.',
    );
  }
  return state;
}

export function openState(process_: object): State {
  const state = stateOf(process_);
  if (state.isClosed) throw new ProcessError('closed', `${state.name} has been closed.`);
  return state;
}

export function startedChild(process_: object, what: string): Child {
  const state = openState(process_);
  if (state.creatorPid !== process.pid) throw notAChild(what);
  if (state.child === undefined) {
    throw new ProcessError(
      'not-started',
      `${state.name} has not been started: nothing to ${what}.`,
    );
  }
  return state.child;
}

/** The checks of `start()` that need nothing but the objects, in Python's order. */
export function startable(process_: object): State {
  const state = openState(process_);
  const fail = (code: ProcessErrorCode, message: string) => new ProcessError(code, message);
  if (own.isBootstrapping) throw recursiveStart();
  if (state.creatorPid !== process.pid) throw notAChild('start');
  if (state.isStarted) {
    throw fail('already-started', `${state.name} has been started: a process starts only once.`);
  }
  if (own.daemon) {
    throw fail('daemon-with-children', `A daemon may not have children, and ${own.name} is one.`);
  }
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) {
    throw fail('not-main-thread', 'Processes are started from the main thread, not from a worker.');
  }
  return state;
}

let tellRecursion: (error: ProcessError) => void = () => undefined;

/** In a child: whom to tell of a start while its modules are being loaded. */
export function onRecursiveStart(tell: (error: ProcessError) => void): void {
  tellRecursion = tell;
}

function recursiveStart(): ProcessError {
  const error = new ProcessError(
    'recursive-start',
    'A module started a process while a child was still loading it. The child imports the module ' +
      'of its target, so what only the main program is to do needs a main guard: ' +
      'if (isMainModule(import.meta.url)) { … }, in CommonJS if (require.main === module) { … }.',
  );
  tellRecursion(error);
  return error;
}

export function notAChild(what: string): ProcessError {
  return new ProcessError(
    'not-a-child',
    `A process can only ${what} a child of its own: this object was made in another process.`,
  );
}
