/** What the programs of the crash campaign note of themselves, and what of it a session knows. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionModel } from '../../src/model/session-model.ts';

/** A thing that a process has done, by its own word. */
export interface Deed {
  readonly did: 'printed' | 'started' | 'joined' | 'finished';
  readonly of: string | number;
  readonly us: number;
}

/** The notes of each process, by PID. */
export function deedsIn(notes: string): Map<number, Deed[]> {
  const deeds = new Map<number, Deed[]>();
  for (const name of readdirSync(notes)) {
    const lines = linesOf(readFileSync(join(notes, name), 'utf8'));
    if (lines.length > 0)
      deeds.set(
        Number(name),
        lines.map((line) => JSON.parse(line) as Deed),
      );
  }
  return deeds;
}

/** When a process had done the last thing, in µs on the monotonic clock. */
export function endOf(deeds: readonly Deed[] = []): number {
  return deeds.findLast(({ did }) => did === 'finished')?.us ?? 0;
}

/** The whole lines of a text. */
export function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

/**
 * What the program has done and the session does not know.
 * @throws {AssertionError} when a process's later line is there without an earlier one.
 */
export function missingFrom(
  model: SessionModel,
  deeds: ReadonlyMap<number, readonly Deed[]>,
): Deed[] {
  const pids = new Map(model.processes().map(({ id, pid }) => [id, pid]));
  const known = new Set([
    ...model.processes().map(({ pid, parent }) => `${pids.get(parent ?? '')} started ${pid}`),
    ...model.output().map(({ process, text }) => `${pids.get(process)} printed ${text}`),
    ...model.waits().flatMap(({ waiter, target, outcome }) => {
      return outcome === 'ended' ? [`${pids.get(waiter)} joined ${pids.get(target ?? '')}`] : [];
    }),
  ]);
  const missing: Deed[] = [];
  for (const [pid, list] of deeds) {
    const holes = list.filter(
      ({ did, of }) => did !== 'finished' && !known.has(`${pid} ${did} ${of}`),
    );
    const lines = list.filter(({ did }) => did === 'printed');
    const firstHole = lines.findIndex((line) => holes.includes(line));
    const later = firstHole < 0 ? [] : lines.slice(firstHole);
    assert.ok(
      later.every((line) => holes.includes(line)),
      `a hole in what process ${pid} wrote`,
    );
    missing.push(...holes);
  }
  return missing;
}
