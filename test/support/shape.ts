import type { SessionReport } from '../../src/protocol/session-report.ts';
import { ownProcesses } from './reports.ts';

/** What of a session does not change from run to run: who started whom, daemons, and the known waits. */
export interface Shape {
  /** `parent / name`, with a remark where it is a daemon. */
  readonly processes: readonly string[];
  /** `waiter → target: cause, outcome`. */
  readonly waits: readonly string[];
}

export function shapeOf(report: SessionReport): Shape {
  const daemons = new Set(report.processes.filter(({ daemon }) => daemon).map(({ id }) => id));
  const own = new Set(ownProcesses(report).map(({ id }) => id));
  const names = new Map(report.processes.map(({ id, name }) => [id, name]));
  const nameOf = (id: string | null) => (id === null ? '' : (names.get(id) ?? '?'));
  const processes = ownProcesses(report).map(
    ({ parent, name, kind, api, daemon, endCause }) =>
      `${nameOf(parent)} / ${name} (${kind}, ${api}${daemon ? ', daemon' : ''}, ${endCause})`,
  );
  const waits = report.waits
    .filter(({ evidence }) => evidence === 'reported')
    .filter(({ waiter, target }) => own.has(waiter) && (target === null || own.has(target)))
    // A daemon that was terminated may have ended by the time that it would be waited for.
    .filter(({ cause, target }) => !(cause === 'exit-join' && daemons.has(target ?? '')))
    .map(
      ({ waiter, target, cause, outcome }) =>
        `${nameOf(waiter)} → ${nameOf(target)}: ${cause}, ${outcome}`,
    );
  return { processes: processes.sort(), waits: waits.sort() };
}
