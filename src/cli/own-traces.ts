/** Traces of recordings that were given no file: the newest ones, in a folder of the user's own. */
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLiveFile } from '../manager/live-file.ts';
import { UserError } from '../model/user-error.ts';
import { TRACE_EXTENSION } from '../trace/trace-format.ts';

/** So many are kept; those that are being recorded are not counted. */
const MOST_KEPT = 20;

/** A file for a trace. Of the older ones there, the oldest are deleted. */
export function newTrace(): string {
  const folder = ownFolder();
  if (!isOurs(folder)) return join(mkdtempSync(`${folder}-`), `session${TRACE_EXTENSION}`);
  const ended = tracesIn(folder).filter((file) => readLiveFile(file) === undefined);
  for (const file of ended.slice(MOST_KEPT - 1)) rmSync(file, { force: true });
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  return join(folder, `${stamp}-${process.pid}${TRACE_EXTENSION}`);
}

/**
 * The trace that was begun last.
 * @throws {UserError} `usage` where there is none.
 */
export function newestTrace(): string {
  const folder = ownFolder();
  const newest = isOurs(folder) ? tracesIn(folder)[0] : undefined;
  if (newest !== undefined) return newest;
  const how = 'forkscope run -- COMMAND records a session';
  throw new UserError('usage', `There is no session to take; name a trace, or record one: ${how}.`);
}

function ownFolder(): string {
  return join(tmpdir(), `forkscope-traces-${process.getuid?.() ?? 'own'}`);
}

/** Makes the folder. Where others may write, one of that name may be somebody else's. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { mode, uid } = lstatSync(folder);
    if (process.getuid === undefined) return true;
    return (mode & 0o170077) === 0o040000 && uid === process.getuid();
  } catch {
    return false;
  }
}

/** Newest first: they are called by when they were begun. */
function tracesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(TRACE_EXTENSION));
  return names
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}
