import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import type { SessionEvent, SessionHeader } from '../model/process-event.ts';
import { messageOf, systemErrorCode, UserError } from '../model/user-error.ts';
import { readTraceHeader } from './read-header.ts';

/**
 * Appends a session to its trace file. Events are written in whole lines once per turn of the event
 * loop with a plain `write`: what was appended before the recorder is killed is in the file.
 */
export class TraceWriter {
  readonly #file: string;
  readonly #fd: number;
  /** Whether there was a trace before this one. */
  readonly #replaces: boolean;
  readonly #onWritten: (totalBytes: number) => void;
  #pending: string[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #totalBytes = 0;
  #failure: Error | undefined;
  #begun = false;
  #closed = false;

  /**
   * Creates the file; what a trace that is there holds, stays until this one begins.
   * @param onWritten is told the file's size in bytes after each write.
   * @throws {UserError} `trace-unwritable` when it cannot be created or holds something else.
   */
  constructor(file: string, onWritten: (totalBytes: number) => void) {
    refuseToReplaceOther(file);
    try {
      this.#replaces = existsSync(file);
      this.#fd = openSync(file, 'a', 0o600);
    } catch (error) {
      throw unwritable(file, error);
    }
    this.#file = file;
    this.#onWritten = onWritten;
  }

  /**
   * Writes the first line, and what was appended until now: from now on the file is a trace.
   * @throws {UserError} `trace-unwritable`.
   */
  begin(header: SessionHeader): void {
    this.#begun = true;
    this.#pending.unshift(JSON.stringify(header));
    try {
      ftruncateSync(this.#fd);
    } catch {
      // No plain file: `/dev/null`, a pipe.
    }
    this.flush();
    if (this.#failure !== undefined) throw unwritable(this.#file, this.#failure);
  }

  /** Why writing stopped (a full disk); undefined while all is well. The session goes on without. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** What has been written until now. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  append(event: SessionEvent): void {
    if (this.#closed || this.#failure !== undefined) return;
    this.#pending.push(JSON.stringify(event));
    if (!this.#begun) return;
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Writes what is pending now. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (!this.#begun || this.#pending.length === 0 || this.#failure !== undefined) return;
    const bytes = Buffer.from(`${this.#pending.join('\n')}\n`, 'utf8');
    this.#pending = [];
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.#fd, bytes, written);
      }
      this.#totalBytes += bytes.length;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      return;
    }
    this.#onWritten(this.#totalBytes);
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    closeSync(this.#fd);
    if (!this.#begun) this.#leaveNothing();
  }

  /** A session that could not begin has no trace. */
  #leaveNothing(): void {
    if (!this.#replaces) rmSync(this.#file, { force: true });
  }
}

/** A mistyped `--trace` must not cost the user a file of another kind. */
function refuseToReplaceOther(file: string): void {
  let stat: Stats | undefined;
  try {
    stat = statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw unwritable(file, error);
  }
  if (stat === undefined || !stat.isFile() || stat.size === 0) return;
  if (readTraceHeader(file) !== undefined) return;
  throw new UserError(
    'trace-unwritable',
    `${file} exists and is not a Forkscope trace; choose another file for the trace.`,
  );
}

function unwritable(file: string, error: unknown): UserError {
  const code = systemErrorCode(error);
  const why =
    code === 'ENOENT'
      ? 'its folder does not exist'
      : code === 'EISDIR'
        ? 'it is a directory'
        : code === 'EACCES' || code === 'EROFS'
          ? 'permission denied'
          : messageOf(error);
  return new UserError('trace-unwritable', `The trace ${file} cannot be written: ${why}.`, {
    cause: error,
  });
}
