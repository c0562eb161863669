import { createHash } from 'node:crypto';
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Disposable } from '../model/disposable.ts';

/** As the probe names them in `sitecustomize.py`: what this session's processes leave, and what others left. */
const NEW = 'code';
const KEPT = 'kept-code';
const FILE_NAME = /^[0-9a-f]{16}$/;
/** Bytes of a file that the probe reads. */
const MAX_FILE_BYTES = 1 << 18;
/** The probe's way in, and the directory of the session that holds a link to it. */
const WAY_IN = 'sitecustomize.py';
const LINKED = 'python';
/** A version of Python leaves some 60 files of 4 KB, and one of 100 KB. */
const MAX_FILES = 1_000;
/** How many installations of the probe keep their files. */
const MAX_INSTALLATIONS = 3;

export interface PythonCodeOptions {
  /** The session's directory, which holds the probes' socket. */
  readonly sessionPath: string;
  /** Directory of the probes. */
  readonly probesPath: string;
  /** `XDG_CACHE_HOME` is looked for here. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Keeps the code that Python processes compile for the probe, from one session to the next.
 *
 * The probe writes into the session's directory only; what is new there is copied at the session's
 * end. All of this may fail, and nobody is told: Python processes start slower then.
 */
export class PythonCode implements Disposable {
  /** Directory that is to lead PYTHONPATH: where it can be, one in which Python may leave bytecode. */
  readonly pythonPath: string;
  readonly #new: string;
  #kept: string | undefined;

  constructor({ sessionPath, probesPath, env }: PythonCodeOptions) {
    this.#new = join(sessionPath, NEW);
    const python = join(probesPath, 'python');
    this.pythonPath = linked(python, join(sessionPath, LINKED)) ?? python;
    quietly(() => {
      mkdirSync(this.#new, { mode: 0o700 });
      const kept = keptDirectory(python, env);
      if (kept === undefined) return;
      symlinkSync(kept, join(sessionPath, KEPT));
      this.#kept = kept;
    });
  }

  /** Copies what is new; to be called before the session's directory goes. */
  dispose(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept === undefined) return;
    quietly(() => {
      const before = new Set(readdirSync(kept));
      const added = readdirSync(this.#new).filter((name) => isWanted(this.#new, name, before));
      if (before.size + added.length > MAX_FILES) {
        for (const name of before) rmSync(join(kept, name), { force: true });
      }
      for (const name of added.slice(0, MAX_FILES)) {
        const own = join(kept, `${name}.${process.pid}`);
        copyFileSync(join(this.#new, name), own);
        renameSync(own, join(kept, name));
      }
    });
  }
}

/** A directory with a link to the way into Python; undefined where the system has no links for us. */
function linked(python: string, directory: string): string | undefined {
  try {
    mkdirSync(directory, { mode: 0o700 });
    symlinkSync(join(python, WAY_IN), join(directory, WAY_IN));
    return directory;
  } catch {
    return undefined;
  }
}

function isWanted(directory: string, name: string, before: ReadonlySet<string>): boolean {
  if (!FILE_NAME.test(name) || before.has(name)) return false;
  const found = lstatSync(join(directory, name));
  return found.isFile() && found.size <= MAX_FILE_BYTES;
}

/** Where files of this installation of the probe are kept; undefined where that would not be safe. */
function keptDirectory(python: string, env: NodeJS.ProcessEnv): string | undefined {
  const base = env.XDG_CACHE_HOME;
  const own = base !== undefined && isAbsolute(base) ? base : homedir();
  // With another user's home, as under `sudo`, what is made there would be in that user's way.
  if (process.getuid === undefined || statSync(own).uid !== process.getuid()) return undefined;
  const cache = own === base ? base : join(own, '.cache');
  const all = join(cache, 'forkscope', 'python-probe');
  const kept = join(all, fingerprint(python));
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  if (!isPrivate(all) || !isPrivate(kept)) return undefined;
  const now = new Date();
  utimesSync(kept, now, now);
  const others = readdirSync(all).filter((name) => FILE_NAME.test(name));
  const lastUsed = (name: string) => lstatSync(join(all, name)).mtimeMs;
  const byUse = others.map((name) => ({ name, at: lastUsed(name) })).sort((a, b) => b.at - a.at);
  for (const { name } of byUse.slice(MAX_INSTALLATIONS)) {
    rmSync(join(all, name), { recursive: true, force: true });
  }
  return kept;
}

/** The probe loads what is in there: it must be nobody else's to write into. */
function isPrivate(directory: string): boolean {
  const { mode, uid } = lstatSync(directory);
  return (mode & 0o170077) === 0o040000 && uid === process.getuid?.();
}

/** What changes with the texts of the probe and their place, which compiled code holds. */
function fingerprint(python: string): string {
  const parts = join(python, 'forkscope_probe');
  const stamps = readdirSync(parts).map((name) => {
    const { mtimeMs, size } = statSync(join(parts, name));
    return [name, mtimeMs, size];
  });
  return createHash('sha256')
    .update(JSON.stringify([parts, stamps]))
    .digest('hex')
    .slice(0, 16);
}

function quietly(attempt: () => void): void {
  try {
    attempt();
  } catch {
    // Slower starts are all that comes of it.
  }
}
