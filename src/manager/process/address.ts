/** How a function of this program is made known to a child, and found there. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Address, ModuleAddress } from './child-messages.ts';
import { locationOf, positionOf } from './function-location.ts';
import { ProcessError } from './process-error.ts';
import { isModuleTarget, type ModuleTarget } from './process-options.ts';

type Callable = (...args: never[]) => unknown;

/** What children have found: the next ones need not search. */
const learned = new WeakMap<Callable, Address>();

/**
 * Where a child finds a target, or the class of a process.
 * @throws {ProcessError} `target-not-sendable` for what no module on disk holds by itself.
 */
export function addressOf(target: Callable | ModuleTarget): Address {
  if (typeof target === 'function') {
    const before = learned.get(target);
    if (before !== undefined) return before;
  }
  if (isModuleTarget(target)) {
    return { kind: 'export', url: fileUrl(target.module), isCommonJs: false, name: target.export };
  }
  const name = target.name === '' ? 'an unnamed function' : target.name;
  const location = locationOf(target);
  if (location === undefined) {
    throw notSendable(`${name} is native, bound or a proxy, so that no module holds its code`);
  }
  const { line, column } = location;
  const url = location.url.startsWith('/') ? pathToFileURL(location.url).href : location.url;
  // What was typed on a command line is given a file's address, too.
  if (!url.startsWith('file:') || !existsSync(fileURLToPath(url))) {
    throw notSendable(`${name} is not defined in a file (but in ${url === '' ? 'text' : url})`);
  }
  const module = { url, isCommonJs: !location.isModule };
  const exported = module.isCommonJs ? exportedName(fileURLToPath(url), target) : undefined;
  if (exported !== undefined) return { kind: 'export', ...module, name: exported };
  if (location.isClosure) {
    throw notSendable(`${name} (${fileURLToPath(url)}) is defined inside another function`);
  }
  return { kind: 'place', ...module, line, column, name };
}

/** Takes in under which name a child has found a function. */
export function learnAddress(target: unknown, { url, isCommonJs }: Address, name: string): void {
  if (isCallable(target)) learned.set(target, { kind: 'export', url, isCommonJs, name });
}

/** What CommonJS has exported so far can be looked up; of other modules only a child can know. */
function exportedName(file: string, target: Callable): string | undefined {
  const loaded = createRequire(import.meta.url).cache[file];
  if (loaded === undefined) return undefined;
  const exported = members(loaded.exports);
  return [...exported].find(([, value]) => value === target)?.[0];
}

/** An export, and the name that it was found under. */
export interface Resolved {
  readonly value: Callable;
  readonly name: string;
}

/**
 * Loads the module and finds the export, in the child.
 * @throws {ProcessError} `module-failed`, or `target-not-exported`.
 */
export async function resolveAddress(address: Address): Promise<Resolved> {
  const exported = await load(address);
  if (address.kind === 'export') {
    const found = exported.get(address.name);
    if (isCallable(found)) return { value: found, name: address.name };
    const names = [...exported.keys()].join(', ');
    const has = names === '' ? 'it exports nothing' : `it exports ${names}`;
    throw new ProcessError(
      'target-not-exported',
      `${fileURLToPath(address.url)} exports no function or class ${address.name}; ${has}.`,
    );
  }
  const { line, column, name } = address;
  const found = new Map<Callable, string>();
  for (const [exportName, value] of exported) {
    if (!isCallable(value)) continue;
    const position = positionOf(value);
    if (position?.line === line && position.column === column) found.set(value, exportName);
  }
  const [only] = found;
  if (only !== undefined && found.size === 1) return { value: only[0], name: only[1] };
  const place = `${name} (${fileURLToPath(address.url)})`;
  throw new ProcessError(
    'target-not-exported',
    only === undefined
      ? `${place} is not exported by its module: a child can run only what it can import.`
      : `${place} is one of several exports from one line: name it by { module, export }.`,
  );
}

/** All that a module exports, by name. */
async function load(address: ModuleAddress): Promise<ReadonlyMap<string, unknown>> {
  const { url, isCommonJs } = address;
  try {
    // A loader may compile it differently for `import`.
    return isCommonJs
      ? members(createRequire(url)(fileURLToPath(url)))
      : namespaceMembers(await import(url));
  } catch (error) {
    if (error instanceof ProcessError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProcessError(
      'module-failed',
      `The child could not load ${fileURLToPath(url)}: ${reason}`,
      { cause: error },
    );
  }
}

function namespaceMembers(namespace: object): Map<string, unknown> {
  const named = new Map<string, unknown>(Object.entries(namespace));
  // What Node could not see of a CommonJS module's exports by their text.
  for (const [name, value] of members(named.get('default'))) {
    if (name !== 'default' && !named.has(name)) named.set(name, value);
  }
  return named;
}

/** `module.exports` itself counts as the default export. */
function members(exported: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  if (typeof exported === 'object' && exported !== null) {
    for (const [name, value] of Object.entries(exported)) found.set(name, value);
  } else if (isCallable(exported)) {
    found.set('default', exported);
    for (const [name, value] of Object.entries(exported)) found.set(name, value);
  }
  return found;
}

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

function fileUrl(module: string | URL): string {
  const text = String(module);
  if (text.startsWith('file:') && URL.canParse(text)) return new URL(text).href;
  throw notSendable(`${text} is not the file: URL of a module (import.meta.url)`);
}

function notSendable(reason: string): ProcessError {
  return new ProcessError(
    'target-not-sendable',
    `${reason}: a target is a function or class that its module exports, or { module, export }.`,
  );
}
