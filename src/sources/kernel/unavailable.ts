import { constants } from 'node:os';

/** Why there are no kernel events here: one sentence for the user. */
export class KernelUnavailable extends Error {
  override readonly name = 'KernelUnavailable';
}

/** What a refusal of the system means, by the call that met it. */
export function refusal(call: string, errno: number): KernelUnavailable {
  const { ECONNREFUSED, EPERM, EACCES, EPROTONOSUPPORT, EAFNOSUPPORT } = constants.errno;
  switch (errno) {
    case ECONNREFUSED:
      return new KernelUnavailable(
        'The kernel sends process events to no network namespace but the first; this one is another (a container).',
      );
    case EPERM:
    case EACCES:
      return new KernelUnavailable(
        'The system does not let this user listen to process events; Linux 6.6 and newer do.',
      );
    case EPROTONOSUPPORT:
    case EAFNOSUPPORT:
      return new KernelUnavailable('This kernel is built without the process connector.');
    default:
      return new KernelUnavailable(
        `Listening to process events failed: ${call} gives ${errnoName(errno)}.`,
      );
  }
}

function errnoName(errno: number): string {
  const found = Object.entries(constants.errno).find(([, number]) => number === errno);
  return found?.[0] ?? `error ${errno}`;
}
