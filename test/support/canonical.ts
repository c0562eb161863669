import type { SessionModel } from '../../src/model/session-model.ts';
import { type SessionReport, sessionReport } from '../../src/protocol/session-report.ts';

/** A report whose ids do not depend on the order in which processes became known. */
export function canonicalReport(model: SessionModel): SessionReport {
  const report = sessionReport(model);
  const ordered = [...report.processes].sort((a, b) => a.pid - b.pid || a.startUs - b.startUs);
  const names = new Map(ordered.map(({ id, pid, startUs }) => [id, `${pid}@${startUs}`]));
  const rename = (id: string) => names.get(id) ?? id;
  const renameOrNull = (id: string | null) => (id === null ? null : rename(id));
  return {
    ...report,
    session: { ...report.session, roots: report.session.roots.map(rename) },
    processes: report.processes.map((each) => ({
      ...each,
      id: rename(each.id),
      parent: renameOrNull(each.parent),
    })),
    waits: report.waits
      .map((wait) => ({ ...wait, waiter: rename(wait.waiter), target: renameOrNull(wait.target) }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    findings: report.findings
      .map((finding) => ({ ...finding, processes: finding.processes.map(rename) }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}
