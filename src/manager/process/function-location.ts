/**
 * Where a function was defined, as V8 knows it. A child finds its target by this place: what runs is
 * the module that is on disk, and never text that was sent.
 */
import type { InspectorNotification } from 'node:inspector';

/** Place of a function in its script; both count from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface FunctionLocation extends Position {
  /** Address of the script; empty for what was never a file. */
  readonly url: string;
  /** Whether the script is an ECMAScript module, rather than CommonJS. */
  readonly isModule: boolean;
  /** Whether it may use variables of a function around it, which differ from call to call. */
  readonly isClosure: boolean;
}

interface Script {
  readonly url: string;
  readonly isModule: boolean;
}

const known = new WeakMap<object, FunctionLocation>();
const scripts = new Map<string, Script>();

/** Undefined for functions that have no place: native and bound ones, proxies. */
export function locationOf(fn: object): FunctionLocation | undefined {
  const before = known.get(fn);
  if (before !== undefined) return before;
  const location = inspect(fn, (inspector, found) => {
    const { url, isModule } = inspector.script(found.scriptId) ?? { url: '', isModule: false };
    const { line, column, scopes } = found;
    return { url, isModule, line, column, isClosure: isClosure(scopes, isModule) };
  });
  if (location !== undefined) known.set(fn, location);
  return location;
}

/** Place within its script alone, which is quicker to find. */
export function positionOf(fn: object): Position | undefined {
  return inspect(fn, (_, { line, column }) => ({ line, column }));
}

interface Found extends Position {
  readonly scriptId: string;
  /** What V8 calls the scopes around the function that hold variables, innermost first. */
  readonly scopes: readonly string[];
}

/** How the inspector is shown a function: by a name that nobody else can meet. */
const SHOWN = Symbol.for('forkscope.located-function');

function inspect<T>(fn: object, use: (inspector: Inspector, found: Found) => T): T | undefined {
  const inspector = new Inspector();
  try {
    const found = inspector.find(fn);
    return found === undefined ? undefined : use(inspector, found);
  } finally {
    inspector.dispose();
  }
}

/** A short look through the inspector of this very process; nothing listens on a port. */
class Inspector {
  // Loaded when it is first needed: many children never do.
  readonly #session = new (process.getBuiltinModule('node:inspector').Session)();

  constructor() {
    this.#session.connect();
  }

  find(fn: object): Found | undefined {
    Object.defineProperty(globalThis, SHOWN, { value: fn, configurable: true });
    const expression = `globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(SHOWN))})]`;
    const { result } = this.#ask('Runtime.evaluate', { expression }) as EvaluateReply;
    Reflect.deleteProperty(globalThis, SHOWN);
    const internal = this.#properties(result.objectId).internalProperties ?? [];
    const place = internal.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
    if (!isPlace(place)) return undefined;
    const scopes = internal.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
    return {
      scriptId: place.scriptId,
      line: place.lineNumber,
      column: place.columnNumber ?? 0,
      scopes: this.#properties(scopes).result.map(({ value }) => value?.description ?? ''),
    };
  }

  /** The debugger tells of all scripts when it is enabled; that is all that it is used for. */
  script(id: string): Script | undefined {
    if (!scripts.has(id)) {
      const learn = ({ params }: InspectorNotification<ScriptParsed>) => {
        scripts.set(params.scriptId, { url: params.url, isModule: params.isModule ?? false });
      };
      this.#session.on('Debugger.scriptParsed', learn);
      this.#ask('Debugger.enable');
      this.#ask('Debugger.disable');
      this.#session.off('Debugger.scriptParsed', learn);
    }
    return scripts.get(id);
  }

  dispose(): void {
    this.#session.disconnect();
  }

  #properties(objectId: string | undefined): PropertiesReply {
    if (objectId === undefined) return { result: [] };
    const own = { objectId, ownProperties: true };
    return this.#ask('Runtime.getProperties', own) as PropertiesReply;
  }

  /** Within one process the inspector answers before `post` returns. */
  #ask(method: string, params: object = {}): unknown {
    let reply: unknown;
    this.#session.post(method, params, (error: Error | null, result: unknown) => {
      if (error !== null) throw error;
      reply = result;
    });
    return reply;
  }
}

interface ScriptParsed {
  readonly scriptId: string;
  readonly url: string;
  readonly isModule?: boolean;
}

interface RemoteValue {
  readonly objectId?: string;
  readonly description?: string;
  readonly value?: unknown;
}

interface EvaluateReply {
  readonly result: RemoteValue;
}

interface PropertiesReply {
  readonly result: readonly { readonly name: string; readonly value?: RemoteValue }[];
  readonly internalProperties?: readonly { readonly name: string; readonly value?: RemoteValue }[];
}

interface Place {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && 'scriptId' in value;
}

/** CommonJS itself puts every module into a function, the outermost and without a name. */
function isClosure(scopes: readonly string[], isModule: boolean): boolean {
  const functions = scopes.filter((scope) => scope.startsWith('Closure'));
  if (!isModule && functions.at(-1) === 'Closure') functions.pop();
  return functions.length > 0;
}
