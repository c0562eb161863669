import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Longest path of a Unix socket that every system takes: `sun_path` has 104 bytes on macOS, 108 on
 * Linux, one of them the final NUL.
 */
const MAX_SOCKET_PATH_BYTES = 103;

/** A directory of mode 0700 for the sockets and other short-lived files of one session. */
export class PrivateDirectory {
  readonly path: string;

  constructor() {
    this.path = create(tmpdir());
  }

  /** Path of a socket, or another short-lived file, in it. */
  file(name: string): string {
    return join(this.path, name);
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function create(parent: string): string {
  const longest = join(parent, 'forkscope-XXXXXX', 'control');
  const fits = Buffer.byteLength(longest) <= MAX_SOCKET_PATH_BYTES;
  return mkdtempSync(join(fits ? parent : '/tmp', 'forkscope-'));
}
