import { fileURLToPath } from 'node:url';

/** A line of the program; counts from 1. */
export interface CallSite {
  readonly file: string;
  readonly line: number;
}

/** The last frame of ours is in the package's own folder, wherever it is bundled to. */
const HERE = fileURLToPath(new URL('.', import.meta.url));
const FRAME = /^\s+at (?:.* \()?(.+?):(\d+):\d+\)?$/;

/**
 * The line of the program that called the library. The stack is taken as text, in which Node has
 * put the lines of the sources, not of what a loader made of them. Null where there is none.
 */
export function callSite(): CallSite | null {
  const { stack } = new Error('site');
  if (typeof stack !== 'string') return null;
  for (const frame of stack.split('\n')) {
    const [, place = '', line] = FRAME.exec(frame) ?? [];
    const file = fileOf(place.replace(/^async /, ''));
    if (file === undefined || isOurs(file)) continue;
    return { file, line: Number(line) };
  }
  return null;
}

function isOurs(file: string): boolean {
  return file.startsWith(HERE);
}

function fileOf(place: string): string | undefined {
  if (place.startsWith('file:')) {
    try {
      return fileURLToPath(place);
    } catch {
      return undefined;
    }
  }
  return place.startsWith('/') || /^[A-Za-z]:\\/.test(place) ? place : undefined;
}
