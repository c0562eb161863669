import type { Facts } from './facts.ts';
import type { ProcessRef } from './process-event.ts';
import type { BlockView, NoteView, WaitView } from './views.ts';

/** Finds the id of the process that a reference means at an instant, null if the session has none. */
export type ResolveRef = (ref: ProcessRef, tUs: number) => string | null;

/** The waits of one waiter, by start. One that was open when its waiter ended, ended with it. */
export function waitsOf(waiter: string, facts: Facts, resolve: ResolveRef): WaitView[] {
  const waits: WaitView[] = [];
  for (const { wait, began, ended } of facts.waits.values()) {
    if (began === undefined) continue;
    const endUs = ended?.tUs ?? facts.end?.tUs ?? null;
    const [target, askedUs] =
      began.target === null && ended?.target
        ? [ended.target, ended.tUs]
        : [began.target, began.tUs];
    waits.push({
      id: `${waiter}/${wait}`,
      waiter,
      target: target === null ? null : resolve(target, askedUs),
      cause: began.cause,
      startUs: began.tUs,
      endUs: endUs === null ? null : Math.max(endUs, began.tUs),
      timeoutUs: began.timeoutUs,
      outcome: ended?.outcome ?? (endUs === null ? null : 'interrupted'),
      site: began.site,
      evidence: began.evidence,
    });
  }
  return waits.sort((a, b) => a.startUs - b.startUs || (a.id < b.id ? -1 : 1));
}

/** The blocking calls of one process, by start. One that was open when the process ended, ended with it. */
export function blocksOf(process: string, facts: Facts): BlockView[] {
  const blocks: BlockView[] = [];
  for (const { block, began, ended } of facts.blocks.values()) {
    if (began === undefined) continue;
    const endUs = ended?.tUs ?? facts.end?.tUs ?? null;
    blocks.push({
      id: `${process}/${block}`,
      process,
      reason: began.reason,
      object: began.object,
      thread: began.thread,
      startUs: began.tUs,
      endUs: endUs === null ? null : Math.max(endUs, began.tUs),
      timeoutUs: began.timeoutUs,
      outcome: ended?.outcome ?? (endUs === null ? null : 'interrupted'),
      site: began.site,
    });
  }
  return blocks.sort((a, b) => a.startUs - b.startUs || (a.id < b.id ? -1 : 1));
}

/** What was noted of one process, by time. */
export function notesOf(process: string, facts: Facts, resolve: ResolveRef): NoteView[] {
  return facts.notes
    .map((fact) => ({
      ...fact,
      process,
      about: fact.about === null ? null : resolve(fact.about, fact.tUs),
    }))
    .sort((a, b) => a.tUs - b.tUs || (a.note < b.note ? -1 : 1));
}

/**
 * A wait that overlaps a reported one of the same waiter is that one, seen from outside: the kernel's
 * `wait4` below a `join()`.
 */
export function reportedOutranksOthers(waits: readonly WaitView[]): WaitView[] {
  const reported = waits.filter((wait) => wait.evidence === 'reported');
  if (reported.length === 0) return [...waits];
  return waits.filter(
    (wait) => wait.evidence === 'reported' || !reported.some((other) => overlapInTime(wait, other)),
  );
}

function overlapInTime(a: WaitView, b: WaitView): boolean {
  const [aEnd, bEnd] = [a.endUs ?? Number.POSITIVE_INFINITY, b.endUs ?? Number.POSITIVE_INFINITY];
  return a.startUs < bEnd && b.startUs < aEnd;
}
