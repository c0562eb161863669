import { createRequire } from 'node:module';
import { systemErrorCode } from '../../model/user-error.ts';
import { KernelUnavailable } from './unavailable.ts';

/** What is used of koffi, which calls C functions. */
export interface Koffi {
  /** @param path null for what the running program itself is linked with: its C library. */
  load(path: string | null): { func(prototype: string): (...args: never[]) => unknown };
  errno(): number;
  /** Copies a value out of memory, `offset` bytes behind a pointer. */
  decode(pointer: Pointer, offset: number, type: CType): unknown;
  /** Writes a value to memory. */
  encode(pointer: Pointer, offset: number, type: CType, value: bigint): void;
  /** `Typed` arrays come as typed arrays. */
  array(type: string, length: number, hint: 'Typed'): CType;
}

/** An address, as koffi hands it on. */
export type Pointer = bigint;
/** A type of C by its name, or as koffi describes it. */
export type CType = string | object;

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
