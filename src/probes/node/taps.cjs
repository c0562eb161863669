// @ts-check
/*
 * Ways to learn of a call without a frame on its stack.
 *
 * A wrapper around a function of Node's would stand in the stack of every error below it, and so in
 * what an uncaught one prints. A tap is an accessor in the place of the function: reading it runs the
 * probe, and gives the very function that was there.
 */
'use strict';

const { defineProperty, getOwnPropertyDescriptor } = Object;
const { apply } = Reflect;

/**
 * Runs `look` whenever `name` is read off `object`, which goes on to hold what it held.
 * @template {object} T
 * @param {T} object
 * @param {PropertyKey} name
 * @param {(self: T) => void} look
 * @returns {() => void} takes the tap away.
 */
function tap(object, name, look) {
  const own = getOwnPropertyDescriptor(object, name);
  const enumerable = own ? own.enumerable === true : false;
  let value = /** @type {any} */ (object)[name];
  let changed = false;
  const remove = () => {
    if (own || changed) {
      defineProperty(object, name, { value, writable: true, enumerable, configurable: true });
    } else {
      delete (/** @type {any} */ (object)[name]);
    }
  };
  defineProperty(object, name, {
    configurable: true,
    enumerable,
    get() {
      quietly(() => look(this));
      return value;
    },
    set(next) {
      if (this === object) {
        value = next;
        changed = true;
      } else {
        // An object below this one gets a property of its own, as it would have.
        const plain = { value: next, writable: true, enumerable: true, configurable: true };
        defineProperty(this, name, plain);
      }
    },
  });
  return remove;
}

/** @type {(error: unknown) => void} */
let report = () => undefined;

/**
 * Where the probe's own errors go.
 * @param {(error: unknown) => void} to
 */
function reportErrors(to) {
  report = to;
}

/**
 * Does what the probe wants to do; its errors are not the program's.
 * @template T
 * @param {() => T} act
 * @returns {T | undefined}
 */
function quietly(act) {
  try {
    return act();
  } catch (error) {
    try {
      report(error);
    } catch (_again) {
      // Nobody can be told.
    }
    return undefined;
  }
}

/**
 * What the OS says of the child of a synchronous call: Node collects it in an object, field by field,
 * `pid` after the others. `error` is the number of the error, if there was one.
 * @typedef {{ pid: number, status: number | null, signal: string | null, error: number }} Seen
 */

/**
 * What is done around a call: it is made with `args`, and `after` it something is said.
 * @typedef {{ args: unknown[], after: (seen: Seen) => void }} Around
 */

/**
 * A function in the place of one that stands still until a child has ended.
 *
 * What it returns does not always say which child that was, and its errors have our frame in their
 * stacks. Both are found where Node writes the PID down, which it does in a plain object, and in the
 * error that it makes of it: for the time of the call there is a setter above all objects, that gives
 * them the field which they were to have. (Errors could be caught, if only a rethrown one kept the
 * place that Node prints of an uncaught one.)
 * @template {Function} F
 * @param {F} original
 * @param {(args: unknown[]) => Around | undefined} before
 * @returns {F}
 */
function aroundSync(original, before) {
  return new Proxy(original, {
    apply(target, self, args) {
      const call = quietly(() => before(args));
      const watched = watchPid();
      try {
        const result = apply(target, self, call ? call.args : args);
        if (result instanceof Object && result.error instanceof Error)
          watched.errors.add(result.error);
        return result;
      } finally {
        quietly(watched.end);
        if (call) quietly(() => call.after(watched.seen));
      }
    },
  });
}

/** Frames of `aroundSync` on the stack of what it calls. */
const OWN_FRAMES = 1;
/** The probe's own frames are those of its files. */
const HERE = `${__dirname}/`;

function watchPid() {
  /** @type {Set<Error>} */
  const errors = new Set();
  /** @type {Seen} */
  const seen = { pid: 0, status: null, signal: null, error: 0 };
  let isSeen = false;
  const { prototype } = Object;
  const isSet = !('pid' in prototype) && Object.isExtensible(prototype);
  /**
   * @this {object} the one that gets the field.
   * @param {unknown} value
   */
  const set = function (value) {
    defineProperty(this, 'pid', { value, writable: true, enumerable: true, configurable: true });
    if (this instanceof Error) errors.add(this);
    if (isSeen) return;
    isSeen = true;
    const { status = null, signal = null, error = 0 } = /** @type {Partial<Seen>} */ (this);
    Object.assign(seen, { pid: Number(value) || 0, status, signal, error });
  };
  if (isSet) defineProperty(prototype, 'pid', { configurable: true, get: () => undefined, set });
  const { stackTraceLimit: limit } = Error;
  const isRaised = limit > 0 && isWritable(Error, 'stackTraceLimit');
  // Stacks are as deep as without us.
  if (isRaised) Error.stackTraceLimit = limit + OWN_FRAMES;
  return {
    seen,
    errors,
    end() {
      if (isSet) delete (/** @type {any} */ (prototype).pid);
      if (isRaised && Error.stackTraceLimit === limit + OWN_FRAMES) Error.stackTraceLimit = limit;
      errors.forEach(cleanStack);
    },
  };
}

/**
 * A function in the place of another, with something done at its begin and end.
 * @template {Function} F
 * @param {F} original
 * @param {(args: unknown[]) => () => void} before returns what to do at the end.
 * @returns {F}
 */
function around(original, before) {
  return new Proxy(original, {
    apply(target, self, args) {
      const after = quietly(() => before(args));
      try {
        return apply(target, self, args);
      } finally {
        if (after) quietly(after);
      }
    },
  });
}

/** @param {Error} error */
function cleanStack(error) {
  const { stack } = error;
  if (typeof stack !== 'string' || !stack.includes(HERE)) return;
  error.stack = stack
    .split('\n')
    .filter((line) => !line.includes(HERE))
    .join('\n');
}

/**
 * @param {object} object
 * @param {string} name
 */
function isWritable(object, name) {
  const own = getOwnPropertyDescriptor(object, name);
  return own !== undefined && own.writable === true;
}

module.exports = { tap, around, aroundSync, quietly, reportErrors, isWritable };
