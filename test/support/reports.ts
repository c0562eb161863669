import assert from 'node:assert/strict';
import type { SessionReport } from '../../src/protocol/session-report.ts';

export type ReportedProcess = SessionReport['processes'][number];
export type ReportedWait = SessionReport['waits'][number];

/** The one process of that name. */
export function processNamed(report: SessionReport, name: string): ReportedProcess {
  const found = report.processes.filter((each) => each.name === name);
  assert.equal(
    found.length,
    1,
    `one process is named ${name}: ${report.processes.map((p) => p.name)}`,
  );
  const [process] = found;
  assert.ok(process);
  return process;
}

/** The waits for a process, of one cause. */
export function waitsFor(
  report: SessionReport,
  target: ReportedProcess,
  cause: ReportedWait['cause'],
): ReportedWait[] {
  return report.waits.filter((wait) => wait.target === target.id && wait.cause === cause);
}

/** The processes that the program itself made; the runtime's helpers left out. */
export function ownProcesses(report: SessionReport): ReportedProcess[] {
  return report.processes.filter(({ role }) => role !== 'helper');
}
