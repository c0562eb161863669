/** A session as trace viewers think of it: tracks with slices that nest, instants, and arrows. */

import { groupBy } from '../../model/group-by.ts';
import { hostName } from '../../model/hosts.ts';
import { safeText } from '../../model/safe-text.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { blockedText, durationText, exitText } from '../../model/status.ts';
import type { ProcessView, WaitView } from '../../model/views.ts';

/** Key and value that a viewer shows beside a slice. */
export type Details = Readonly<Record<string, string | number>>;

/** Times are session µs. */
export interface Slice {
  readonly name: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly details: Details;
  /** Arrow that begins here, unique within the session; 0 for none. */
  readonly arrow: number;
}

export interface Instant {
  readonly name: string;
  readonly tUs: number;
  /** Arrows that end here. */
  readonly arrows: readonly number[];
}

export interface ProcessTracks {
  readonly process: ProcessView;
  /** Place in the order of the tree, from 0. */
  readonly index: number;
  readonly title: string;
  /** What it did: one after another. */
  readonly states: readonly Slice[];
  /** Its waits, in as many rows as are open at once. */
  readonly waits: readonly (readonly Slice[])[];
  readonly instants: readonly Instant[];
}

/** The tracks of each process, in the order of the tree. */
export function sessionTracks(model: SessionModel): ProcessTracks[] {
  const { durationUs: horizonUs, hosts } = model.session();
  const title = (process: ProcessView) =>
    hosts.length < 2
      ? titleOf(process)
      : `${titleOf(process)} @ ${safeText(hostName(hosts, process.host))}`;
  const waits = model.waits();
  const arrows = new Map(waits.map((wait, i) => [wait.id, i + 1]));
  const waitsOf = groupBy(waits, ({ waiter }) => waiter);
  const waitsFor = groupBy(waits, ({ target }) => target);
  const nameOf = (id: string) => {
    const process = model.process(id);
    return process === undefined ? id : title(process);
  };
  return model.processes().map((process, index) => ({
    process,
    index,
    title: title(process),
    states: stateSlices(process, horizonUs),
    waits: lanes(
      (waitsOf.get(process.id) ?? []).map((wait) => ({
        ...waitSlice(wait, horizonUs, nameOf),
        arrow: answers(wait) ? (arrows.get(wait.id) ?? 0) : 0,
      })),
    ),
    instants: instantsOf(
      process,
      (waitsFor.get(process.id) ?? []).flatMap((wait) =>
        answers(wait) ? (arrows.get(wait.id) ?? []) : [],
      ),
    ),
  }));
}

/** Whether the wait ended because its target did. */
function answers({ outcome, target }: WaitView): boolean {
  return outcome === 'ended' && target !== null;
}

function titleOf({ name, pid }: ProcessView): string {
  return safeText(name) || String(pid);
}

function stateSlices({ intervals }: ProcessView, horizonUs: number): Slice[] {
  return intervals.flatMap(({ state, reason, startUs, endUs, evidence }) => {
    const untilUs = endUs ?? horizonUs;
    if (untilUs <= startUs) return [];
    const name = state === 'blocked' ? blockedText(reason) : state;
    return [{ name, startUs, endUs: untilUs, details: { evidence }, arrow: 0 }];
  });
}

function waitSlice(
  wait: WaitView,
  horizonUs: number,
  nameOf: (id: string) => string,
): Omit<Slice, 'arrow'> {
  const { cause, target, startUs, endUs, outcome, timeoutUs, site, evidence } = wait;
  const whom = target === null ? 'any child' : nameOf(target);
  return {
    name: `${cause} → ${whom}`,
    startUs,
    endUs: Math.max(startUs, endUs ?? horizonUs),
    details: {
      outcome: outcome ?? 'still waiting',
      ...(timeoutUs !== null && { timeout: durationText(timeoutUs) }),
      ...(site !== null && { site: `${safeText(site.file)}:${site.line}` }),
      evidence,
    },
  };
}

function instantsOf(process: ProcessView, arrows: readonly number[]): Instant[] {
  const { codeEndedUs, endUs, role, endCause } = process;
  const instants: Instant[] = [];
  if (codeEndedUs !== null) {
    const name = role === 'main' ? 'main ended' : 'code ended';
    instants.push({ name, tUs: codeEndedUs, arrows: [] });
  }
  if (endUs !== null) {
    const name = `ended ${safeText(exitText(process))} (${endCause ?? 'unknown'})`;
    instants.push({ name, tUs: endUs, arrows });
  }
  return instants;
}

/** Puts slices into rows so that none overlaps another in its row. */
function lanes(slices: readonly Slice[]): Slice[][] {
  const rows: Slice[][] = [];
  for (const slice of [...slices].sort((a, b) => a.startUs - b.startUs)) {
    const row = rows.find((each) => (each.at(-1)?.endUs ?? -Infinity) <= slice.startUs);
    if (row === undefined) rows.push([slice]);
    else row.push(slice);
  }
  return rows;
}
