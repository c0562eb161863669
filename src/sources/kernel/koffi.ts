import { createRequire } from 'node:module';
import { systemErrorCode } from '../../model/user-error.ts';
import { KernelUnavailable } from './unavailable.ts';

/** What is used of koffi, which calls C functions. */
export interface Koffi {
  /** @param path null for what the running program itself is linked with: its C library. */
  load(path: string | null): { func(prototype: string): (...args: never[]) => unknown };
  errno(): number;
}

/** A copy beside the bundle (in a package for one platform), then an installed package. */
const PLACES = ['./koffi', 'koffi'];

/** @throws {KernelUnavailable} where there is none that works. */
export function loadKoffi(): Koffi {
  const load = createRequire(import.meta.url);
  for (const place of PLACES) {
    try {
      return load(place);
    } catch (error) {
      if (systemErrorCode(error) === 'MODULE_NOT_FOUND') continue;
      throw new KernelUnavailable(
        'The part of Forkscope that calls the system (koffi) does not work on this machine.',
        { cause: error },
      );
    }
  }
  throw new KernelUnavailable(
    'This package of Forkscope is the one for all platforms, which cannot listen to the kernel; the one for this platform can.',
  );
}
