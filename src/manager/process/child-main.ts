/** What a child does before the program's code runs: it takes its orders and finds its target. */
import { resolveAddress } from './address.ts';
import { type Answer, isOrders, type Orders } from './child-messages.ts';
import { cloneOf } from './clone.ts';
import { installExitPhase } from './exit-phase.ts';
import { own } from './own-process.ts';
import { becomeCurrent, Process } from './process.ts';
import { ProcessError } from './process-error.ts';
import { onRecursiveStart } from './process-state.ts';
import { report, reporterReady } from './session-reporter.ts';

/** Waits for the orders; the parent's end before they came ends the child, too. */
export function runAsChild(): void {
  own.isBootstrapping = true;
  process.once('message', (message) => {
    // From here on the channel must not keep the child alive.
    process.channel?.unref();
    if (isOrders(message)) void follow(message);
  });
}

async function follow(orders: Orders): Promise<void> {
  const { name, daemon, identity, parent } = orders;
  Object.assign(own, { name, daemon, identity, parent });
  const hold = setInterval(() => undefined, 2 ** 30);
  try {
    onRecursiveStart((error) => void answerFailure(error));
    const { run, found } = await prepare(orders);
    await reporterReady();
    own.isBootstrapping = false;
    installExitPhase();
    identify(orders);
    void answer({ forkscope: 'resolved', ...found });
    clearInterval(hold);
    await runToItsEnd(run);
  } catch (error) {
    await answerFailure(error);
    process.exit(1);
  }
}

interface Prepared {
  readonly run: () => unknown;
  readonly found: { readonly subclass?: string; readonly target?: string };
}

/** Code and object of the child, ready to run. */
async function prepare(orders: Orders): Promise<Prepared> {
  const subclass = orders.subclass && (await resolveAddress(orders.subclass));
  const target = orders.target && (await resolveAddress(orders.target));
  const class_ = subclass?.value ?? Process;
  if (!isProcessClass(class_)) {
    throw new ProcessError('target-not-exported', `${subclass?.name} is not a class of processes.`);
  }
  const values = Object.values(cloneOf(orders.args)) as never[];
  const code = () => {
    if (target === undefined) return undefined;
    const { value } = target;
    return isClass(value) ? Reflect.construct(value, values) : value(...values);
  };
  const self = becomeCurrent(class_.prototype, cloneOf(orders.fields), code);
  const found = {
    ...(subclass !== undefined && { subclass: subclass.name }),
    ...(target !== undefined && { target: target.name }),
  };
  return { run: () => self.run(), found };
}

/** An error of the program ends the child as an uncaught one ends any program. */
async function runToItsEnd(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    setImmediate(() => {
      throw error;
    });
  }
}

async function answerFailure(error: unknown): Promise<void> {
  const code = error instanceof ProcessError ? error.code : 'module-failed';
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error ? error.cause : undefined;
  const failed: Answer = { forkscope: 'failed', code, message };
  // What the program threw may be anything, also what cannot be sent.
  await answer({ ...failed, cause }).catch(() => answer(failed).catch(() => undefined));
}

/** A parent that is gone does not stop its child. */
function answer(message: Answer): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, {}, () => resolve());
    else resolve();
  });
}

function identify({ name, daemon, parent, subclass, target }: Orders): void {
  report({
    ev: 'identity',
    parent: parent.pid,
    name,
    daemon,
    className: subclass?.name ?? null,
    target: target?.name ?? null,
    method: 'spawn',
    api: 'forkscope.Process',
  });
}

function isProcessClass(value: unknown): value is typeof Process {
  return value === Process || (typeof value === 'function' && value.prototype instanceof Process);
}

/** A class cannot be called: its `prototype` is the one that cannot be replaced. */
function isClass(value: object): boolean {
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
}
