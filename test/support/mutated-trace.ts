/** Trace files gone wrong: sound ones, changed in the ways that files and attackers change them. */
import type { SessionEvent } from '../../src/model/process-event.ts';
import { gzipBlock } from '../../src/trace/blocked-gzip.ts';
import { header } from './world.ts';

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NUMBERS = [0, -1, 1, 0.5, 1e9, 2 ** 31, 2 ** 53, -(2 ** 53), 1e300, -1e300, 4_194_304];
const TEXTS = [
  '',
  '\u0000',
  '\u202E',
  '</script>',
  '\uD800',
  '__proto__',
  'SIGKILL',
  '../..',
  'é\u0301'.repeat(50),
];

/** The bytes of a trace of these events, changed `changes` times at random. */
export function mutatedTrace(
  events: readonly SessionEvent[],
  random: () => number,
  changes: number,
): Buffer {
  const lines = [header, ...events].map((value) => JSON.stringify(value));
  let cutAt = Number.POSITIVE_INFINITY;
  for (let i = 0; i < changes; i += 1) {
    const at = Math.floor(random() * lines.length);
    const other = Math.floor(random() * lines.length);
    const line = lines[at] ?? '';
    switch (Math.floor(random() * 9)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(other, 0, line);
        break;
      case 2:
        [lines[at], lines[other]] = [lines[other] ?? '', line];
        break;
      case 3:
        lines[at] = flipped(line, random);
        break;
      case 4:
        lines[at] = line.slice(0, Math.floor(random() * line.length));
        break;
      case 5:
        cutAt = random();
        break;
      default:
        lines[at] = changed(line, random);
    }
  }
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  return cutAt === Number.POSITIVE_INFINITY
    ? bytes
    : bytes.subarray(0, Math.floor(cutAt * bytes.length));
}

/** The trace as a compressed one, of small blocks; changed at random, too, every second time. */
export function packedTrace(trace: Buffer, random: () => number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < trace.length; ) {
    const size = 1 + Math.floor(random() * 2_000);
    blocks.push(gzipBlock(trace.subarray(at, at + size)));
    at += size;
  }
  const packed = Buffer.concat(blocks);
  if (random() < 0.5) return packed;
  for (let i = 0; i < 3; i += 1) {
    const at = Math.floor(random() * packed.length);
    packed[at] = (packed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return packed.subarray(0, Math.ceil((0.5 + random()) * packed.length));
}

function flipped(line: string, random: () => number): string {
  const bytes = Buffer.from(line);
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return bytes.toString('latin1');
}

/** The same JSON with one of its values in the place of another sort of value. */
function changed(line: string, random: () => number): string {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  try {
    const value: unknown = JSON.parse(line);
    const places: { readonly in: Record<string, unknown>; readonly key: string }[] = [];
    const visit = (each: unknown) => {
      if (typeof each !== 'object' || each === null) return;
      for (const key of Object.keys(each)) {
        const container = each as Record<string, unknown>;
        places.push({ in: container, key });
        visit(container[key]);
      }
    };
    visit(value);
    const place = pick(places);
    if (place === undefined) return line;
    const now = place.in[place.key];
    if (random() < 0.15) delete place.in[place.key];
    else if (typeof now === 'number') place.in[place.key] = pick(NUMBERS);
    else if (typeof now === 'string') place.in[place.key] = pick(TEXTS);
    else place.in[place.key] = pick([null, [], {}, true, [[[]]], 7, 'x']);
    return JSON.stringify(value);
  } catch {
    return line;
  }
}
