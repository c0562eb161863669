/** What happened at each line of a source file: the processes it started, and how long it waited. */
import type { SessionModel } from './session-model.ts';

/** Waits and blocking calls of one line. Times are in µs. */
export interface LineCalls {
  readonly count: number;
  readonly totalUs: number;
  /** Those that go on now. */
  readonly open: number;
  /** How long the one that began first among the open ones has lasted; 0 where none is open. */
  readonly openUs: number;
}

export interface LineFacts {
  /** From 1. */
  readonly line: number;
  /** Ids of the processes that the line started, in order of their start. */
  readonly started: readonly string[];
  readonly alive: number;
  readonly calls: LineCalls;
  /** Ids of the processes that wait here now. */
  readonly waiting: readonly string[];
}

interface Growing {
  readonly started: string[];
  readonly waiting: string[];
  alive: number;
  count: number;
  totalUs: number;
  open: number;
  openUs: number;
}

/** Facts of the lines of `file` that started a process or waited, by line. */
export function lineFacts(model: SessionModel, file: string, nowUs: number): LineFacts[] {
  const lines = new Map<number, Growing>();
  const at = (line: number) => {
    let facts = lines.get(line);
    if (facts === undefined) {
      facts = { started: [], waiting: [], alive: 0, count: 0, totalUs: 0, open: 0, openUs: 0 };
      lines.set(line, facts);
    }
    return facts;
  };
  const processes = [...model.processes()].sort((a, b) => a.startUs - b.startUs);
  for (const { id, startSite, endUs } of processes) {
    if (startSite?.file !== file) continue;
    const facts = at(startSite.line);
    facts.started.push(id);
    if (endUs === null) facts.alive += 1;
  }
  const calls = [
    ...model.waits().map((wait) => ({ ...wait, process: wait.waiter })),
    ...model.blocks(),
  ];
  for (const { process, site, startUs, endUs } of calls) {
    if (site?.file !== file) continue;
    const facts = at(site.line);
    const lastedUs = Math.max(0, (endUs ?? nowUs) - startUs);
    facts.count += 1;
    facts.totalUs += lastedUs;
    if (endUs !== null) continue;
    facts.open += 1;
    facts.openUs = Math.max(facts.openUs, lastedUs);
    facts.waiting.push(process);
  }
  return [...lines]
    .sort(([a], [b]) => a - b)
    .map(([line, { started, alive, waiting, ...sums }]) => ({
      line,
      started,
      alive,
      waiting,
      calls: sums,
    }));
}

/** All files that a session names as the place of something. */
export function namedFiles(model: SessionModel): Set<string> {
  const files = new Set<string>();
  for (const { startSite } of model.processes()) if (startSite !== null) files.add(startSite.file);
  for (const { site } of [...model.waits(), ...model.blocks()]) {
    if (site !== null) files.add(site.file);
  }
  return files;
}
