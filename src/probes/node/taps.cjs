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
 * What is done around a call; `after` gets what it returned, or nothing when it threw.
 * @typedef {{ args: unknown[], after: (seen: Seen, result?: any) => void }} Around
 */

/**
 * A function in the place of another, for calls that must be seen from their begin to their end.
 * What it does before and after is the probe's; its own frame is taken out of the errors below it.
 * @template {Function} F
 * @param {F} original
 * @param {(args: unknown[]) => Around | undefined} before
 * @param {number} [ownFrames] how many frames of ours are below the program's, this one included.
 * @returns {F}
 */
function around(original, before, ownFrames = 1) {
  return new Proxy(original, {
    apply(target, self, args) {
      const call = quietly(() => before(args));
      const fields = watchFields(ownFrames);
      /** @type {any} */
      let result;
      try {
        result = apply(target, self, call ? call.args : args);
        return result;
      } finally {
        // Not caught: a rethrown error would be shown with our line instead of the one it is from.
        fields.clean(result);
        if (call) quietly(() => call.after(fields.seen, result));
      }
    },
  });
}

/** The probe's own frames are those of its files. */
const HERE = `${__dirname}/`;

/**
 * What the OS says of the child of a synchronous call: Node collects it in an object, field by field,
 * `pid` after the others. `error` is the number of the error, if there was one.
 * @typedef {{ pid: number, status: number | null, signal: string | null, error: number }} Seen
 */

/**
 * Notes the errors that Node makes until `clean`, which takes our frame out of them, and the PID of
 * the child that the call starts, which some calls do not return.
 *
 * Both are noticed by a field being set. For the time of the call `code` of errors and `pid` of
 * objects have a setter above them, which gives the object the field that it was to have. A `catch`
 * would do for the errors, if only a rethrown one kept the place that Node prints of an uncaught one.
 * @param {number} ownFrames
 */
function watchFields(ownFrames) {
  /** @type {Set<object>} */
  const errors = new Set();
  /** @type {Seen} */
  const seen = { pid: 0, status: null, signal: null, error: 0 };
  let isSeen = false;
  /** @type {(() => void)[]} */
  const undo = [];
  quietly(() => {
    undo.push(onSet(Error.prototype, 'code', (object) => errors.add(object)));
    undo.push(
      onSet(Object.prototype, 'pid', (object, value) => {
        if (object instanceof Error) errors.add(object);
        if (isSeen) return;
        isSeen = true;
        const { status = null, signal = null, error = 0 } = /** @type {Partial<Seen>} */ (object);
        Object.assign(seen, { pid: Number(value) || 0, status, signal, error });
      }),
    );
    const { stackTraceLimit: limit } = Error;
    if (typeof limit !== 'number' || !isWritable(Error, 'stackTraceLimit')) return;
    // The stack is as deep as without us.
    Error.stackTraceLimit = limit + ownFrames;
    undo.push(() => {
      if (Error.stackTraceLimit === limit + ownFrames) Error.stackTraceLimit = limit;
    });
  });
  return {
    seen,
    /** @param {unknown} result that may hold an error, as that of spawnSync does. */
    clean(result) {
      for (const each of undo) quietly(each);
      const within = /** @type {{ error?: unknown } | null | undefined} */ (result);
      if (within && within.error instanceof Error) errors.add(within.error);
      for (const error of errors) quietly(() => cleanStack(/** @type {Error} */ (error)));
    },
  };
}

/**
 * @param {object} prototype
 * @param {string} name
 * @param {(object: object, value: unknown) => void} look
 * @returns {() => void} takes it away.
 */
function onSet(prototype, name, look) {
  if (name in prototype || !Object.isExtensible(prototype)) return () => undefined;
  defineProperty(prototype, name, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set(value) {
      defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
      look(this, value);
    },
  });
  return () => {
    delete (/** @type {any} */ (prototype)[name]);
  };
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

module.exports = { tap, around, quietly, reportErrors, isWritable };
