import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const OPENED_WITHIN_MS = 5_000;
const LOOK_MS = 25;
/** State of a listening socket in /proc/net/tcp. */
const LISTENING = '0A';

/**
 * Has a Node.js process open its inspector, as SIGUSR1 does, and finds the port. Node always tries
 * 9229, and gives up where another process has that one: whoever connects to it then debugs the other.
 * Linux only.
 * @returns undefined when no port was opened.
 */
export async function openInspector(pid: number): Promise<number | undefined> {
  const before = new Set(listeningPorts(pid));
  process.kill(pid, 'SIGUSR1');
  for (let waitedMs = 0; waitedMs < OPENED_WITHIN_MS; waitedMs += LOOK_MS) {
    const opened = listeningPorts(pid).find((port) => !before.has(port));
    if (opened !== undefined) return opened;
    await delay(LOOK_MS);
  }
  return undefined;
}

/** TCP ports that a process of this machine listens on. */
function listeningPorts(pid: number): number[] {
  const inodes = socketInodes(pid);
  return ['tcp', 'tcp6'].flatMap((table) =>
    lines(`/proc/${pid}/net/${table}`).flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const isOwn = fields[3] === LISTENING && inodes.has(fields[9] ?? '');
      return isOwn ? [Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)] : [];
    }),
  );
}

function socketInodes(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const fd of entries(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed meanwhile.
    }
  }
  return inodes;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}
