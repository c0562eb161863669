/** What a process that is blocked in poll(2) looks at: an array of `struct pollfd` in its memory. */
import { intArg, type SystemCall } from './syscall-line.ts';

/** `int fd; short events; short revents`, on every architecture. */
const POLLFD_BYTES = 8;
/** A poll of more descriptors than this is taken for an event loop's and not looked into. */
const MAX_FDS = 8;

/** Where the array is and how long; undefined for other calls and for sets that are not looked into. */
export function pollSet(
  call: SystemCall,
): { readonly address: bigint; readonly bytes: number } | undefined {
  if (call.name !== 'poll' && call.name !== 'ppoll') return undefined;
  const count = intArg(call, 1);
  const address = call.args[0];
  if (address === undefined || count < 1 || count > MAX_FDS) return undefined;
  return { address, bytes: count * POLLFD_BYTES };
}

/** The descriptors of the array; poll ignores negative ones. */
export function parsePollSet(bytes: Buffer): number[] {
  const fds: number[] = [];
  for (let at = 0; at + POLLFD_BYTES <= bytes.length; at += POLLFD_BYTES) {
    const fd = bytes.readInt32LE(at);
    if (fd >= 0) fds.push(fd);
  }
  return fds;
}
