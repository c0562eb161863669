import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const O_NONBLOCK = 0o4000;

/** Descriptors above this one are left to the program by Node itself. */
const HIGHEST = 31;

/** What there is to know of one open descriptor of this process. */
export interface OpenDescriptor {
  readonly fd: number;
  /** What it points to, as readlink(2) of /proc/self/fd gives it. */
  readonly target: string;
  /** Its open flags. */
  readonly flags: number;
}

/**
 * Which descriptors were there before Node began: all but its own event queue and wake-up pipes, which
 * are the ones that do not block.
 */
export function isInherited({ fd, target, flags }: OpenDescriptor): boolean {
  if (fd <= 2 || fd > HIGHEST || target.startsWith('anon_inode:')) return false;
  return !(target.startsWith('pipe:') && (flags & O_NONBLOCK) !== 0);
}

/**
 * The `stdio` that gives a child all descriptors that this process was given. Node marks them as its
 * own at start-up, so that `make`'s job server or `3<file` would be lost to the program. To be called
 * before anything else is opened.
 */
export function inheritedStdio(): (number | 'ignore')[] {
  const stdio: (number | 'ignore')[] = [0, 1, 2];
  for (const { fd } of openDescriptors().filter(isInherited)) {
    while (stdio.length < fd) stdio.push('ignore');
    stdio[fd] = fd;
  }
  return stdio;
}

function openDescriptors(): OpenDescriptor[] {
  if (process.platform !== 'linux') return [];
  const found: OpenDescriptor[] = [];
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      const target = readlinkSync(`/proc/self/fd/${name}`);
      const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'));
      found.push({ fd: Number(name), target, flags: Number.parseInt(flags?.[1] ?? '0', 8) });
    } catch {
      // The one that was open for reading the folder.
    }
  }
  return found.sort((a, b) => a.fd - b.fd);
}
