/** What programs of `measuring.py` say of their own calls, beside what the probe says of them. */
import assert from 'node:assert/strict';
import type { Life, Said } from './collector.ts';

export interface Measured {
  readonly case: string;
  readonly before: number;
  readonly after: number;
  readonly error: string | null;
  readonly pid?: number;
}

/** The lines by their case. */
export function measured(stdout: string): Map<string, Measured> {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"case"'));
  return new Map(
    lines.map((line): [string, Measured] => {
      const one: Measured = JSON.parse(line);
      return [one.case, one];
    }),
  );
}

/** A wait or a block of a process, with its end. */
export interface Span<B> {
  readonly begin: B;
  readonly outcome: string | undefined;
}

/** The waits that began and ended within what the program measured; no clock lies. */
export function waitsWithin(life: Life, { before, after }: Measured): Span<Said<'wait-begin'>>[] {
  const ends = life.said('wait-end');
  return within(life.said('wait-begin'), before, after).map((begin) => {
    const end = ends.find((one) => one.wait === begin.wait);
    assert.ok(end && end.t >= begin.t && end.t <= Math.ceil(after / 1000), 'ends in time');
    return { begin, outcome: end.outcome };
  });
}

/** As `waitsWithin`, of blocks. */
export function blocksWithin(life: Life, { before, after }: Measured): Span<Said<'block-begin'>>[] {
  const ends = life.said('block-end');
  return within(life.said('block-begin'), before, after).map((begin) => {
    const end = ends.find((one) => one.block === begin.block);
    assert.ok(end && end.t >= begin.t && end.t <= Math.ceil(after / 1000), 'ends in time');
    return { begin, outcome: end.outcome };
  });
}

function within<B extends { t: number }>(begins: B[], before: number, after: number): B[] {
  return begins.filter(({ t }) => t >= Math.floor(before / 1000) && t <= after / 1000);
}
