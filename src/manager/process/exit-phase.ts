/**
 * What happens when the code of this process is over, as in Python: its daemons are terminated, then
 * all its children are waited for. The code is over when nothing is left that could run (Node's
 * `beforeExit`), or with an uncaught error. `process.exit()` and signals skip the waiting.
 */
import { inspect } from 'node:util';
import type { Disposable } from '../../model/disposable.ts';
import { liveChildren } from './child.ts';
import { own } from './own-process.ts';
import { nextNumber, report } from './session-reporter.ts';
import { waitForEnds } from './wait-for-ends.ts';

let isInstalled = false;
let isCodeOver = false;
let fatal: { readonly error: unknown } | undefined;
/** Children that the exit phase waits for. */
const awaited = new WeakMap<object, Disposable>();

/** To be called before the first child, and in every child. */
export function installExitPhase(): void {
  if (isInstalled) return;
  isInstalled = true;
  process.on('beforeExit', endOfCode);
  process.on('exit', lastWords);
  process.on('uncaughtExceptionMonitor', noteUncaught);
}

/** Says that the code is over, and terminates the daemons. */
export function beginExitPhase(): void {
  sayCodeEnded(null);
  terminateDaemons();
}

function endOfCode(): void {
  beginExitPhase();
  for (const child of liveChildren) {
    if (awaited.has(child)) continue;
    awaited.set(child, child.hold());
    const wait = nextNumber();
    const { pid } = child;
    report({ ev: 'wait-begin', wait, cause: 'exit-join', child: pid, timeoutUs: null, site: null });
    child.ended.then(() => report({ ev: 'wait-end', wait, outcome: 'ended' }));
  }
}

/** An error that nobody handles ends the process as soon as this event has been told. */
function noteUncaught(error: unknown): void {
  const isHandled =
    process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
  if (isHandled) return;
  fatal = { error };
  // The program's own listeners have their turn before the waiting.
  process.off('exit', lastWords);
  process.on('exit', lastWords);
}

function lastWords(code: number): void {
  if (fatal === undefined) {
    beginExitPhase();
    report({ ev: 'exiting', code });
    return;
  }
  endWithError(fatal.error, code);
}

/**
 * Node would let nothing run any more, and say what the error was only after this: so it is said
 * here, at once, and the waiting blocks.
 */
function endWithError(error: unknown, code: number): void {
  sayCodeEnded(describe(error));
  terminateDaemons();
  const isChild = own.parent !== undefined;
  if (liveChildren.size === 0 && !isChild) {
    report({ ev: 'exiting', code });
    return;
  }
  const head = isChild ? `Process ${own.name}:\n` : 'Uncaught ';
  process.stderr.write(`${head}${inspect(error, { colors: false })}\n`);
  const children = [...liveChildren];
  const waits = children.map(({ pid }) => {
    const wait = nextNumber();
    report({ ev: 'wait-begin', wait, cause: 'exit-join', child: pid, timeoutUs: null, site: null });
    return wait;
  });
  waitForEnds(children.map(({ pid }) => pid));
  for (const wait of waits) report({ ev: 'wait-end', wait, outcome: 'ended' });
  report({ ev: 'exiting', code });
  // Within this event it ends the process at once, before Node prints the error a second time.
  process.exit(code);
}

function terminateDaemons(): void {
  for (const child of liveChildren) {
    if (child.daemon) child.signal('SIGTERM', 'daemon-at-exit');
  }
}

function sayCodeEnded(exception: string | null): void {
  if (isCodeOver) return;
  isCodeOver = true;
  report({ ev: 'code-ended', exception });
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
