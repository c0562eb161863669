/** Does with the bytes of a trace all that a user can do with one. */
import { sessionText } from '../../src/cli/session-text.ts';
import { mergeSessions } from '../../src/model/merge/merge-sessions.ts';
import { schedule } from '../../src/model/scheduling/algorithm.ts';
import { sessionJobs } from '../../src/model/scheduling/session-jobs.ts';
import { reduceSession } from '../../src/model/session-model.ts';
import { UserError } from '../../src/model/user-error.ts';
import { sessionReport } from '../../src/protocol/session-report.ts';
import { chromeTrace } from '../../src/trace/export/chrome.ts';
import { processesCsv, waitsCsv } from '../../src/trace/export/csv.ts';
import { dotGraph } from '../../src/trace/export/dot.ts';
import { mermaidChart } from '../../src/trace/export/mermaid.ts';
import { otlpTraces } from '../../src/trace/export/otlp.ts';
import { perfettoTrace } from '../../src/trace/export/perfetto.ts';
import { describeProblems, TraceParser } from '../../src/trace/trace-parser.ts';

/**
 * Opens the trace and uses it; errors that are no sentence for the user come through.
 * @returns whether there was a session in it.
 */
export function useTrace(bytes: Buffer): boolean {
  const parser = new TraceParser();
  const events = parser.push(bytes);
  describeProblems(parser.problems);
  if (parser.header === undefined) return false;
  const model = reduceSession(parser.header, events);
  JSON.stringify(sessionReport(model));
  sessionText(model);
  for (const make of [chromeTrace, processesCsv, waitsCsv, dotGraph, mermaidChart, perfettoTrace]) {
    make(model);
  }
  otlpTraces(model);
  const elsewhere = { ...parser.header, host: 'elsewhere', id: 'elsewhere' };
  const merged = mergeSessions(
    [
      { header: parser.header, events },
      { header: elsewhere, events },
    ],
    'merged',
  );
  sessionText(reduceSession(merged.header, merged.events));
  const { jobs } = sessionJobs(model);
  try {
    schedule(jobs, { algorithm: 'rr', cpus: 2, slicesUs: [10_000] });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return true;
}
