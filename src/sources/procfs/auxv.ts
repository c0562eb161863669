import { readFileSync } from 'node:fs';

/** Keys of the auxiliary vector, see getauxval(3). */
const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

export interface KernelUnits {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

/** What nearly every Linux machine has, for one whose auxiliary vector cannot be read. */
const COMMON: KernelUnits = { pageBytes: 4096, ticksPerSecond: 100 };

/** Reads page size and clock ticks off the bytes of a 64-bit /proc/self/auxv. */
export function parseAuxv(bytes: Buffer): KernelUnits {
  const values = new Map<number, number>();
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    values.set(Number(bytes.readBigUInt64LE(at)), Number(bytes.readBigUInt64LE(at + 8)));
  }
  return {
    pageBytes: values.get(AT_PAGESZ) ?? COMMON.pageBytes,
    ticksPerSecond: values.get(AT_CLKTCK) ?? COMMON.ticksPerSecond,
  };
}

/** The units in which /proc counts memory and time on this machine. */
export function kernelUnits(): KernelUnits {
  try {
    return parseAuxv(readFileSync('/proc/self/auxv'));
  } catch {
    return COMMON;
  }
}
