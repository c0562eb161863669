import { assertUnreachable } from '../../model/assert-unreachable.ts';
import { reduceSession, type SessionModel } from '../../model/session-model.ts';
import type { Trace } from '../read-trace.ts';
import { describeProblems } from '../trace-parser.ts';
import { chromeTrace } from './chrome.ts';
import { processesCsv, waitsCsv } from './csv.ts';
import { dotGraph } from './dot.ts';
import type { ExportFormat } from './format.ts';
import { htmlReport } from './html.ts';
import { mermaidChart } from './mermaid.ts';
import { otlpTraces } from './otlp.ts';
import { perfettoTrace } from './perfetto.ts';
import { readReportAssets } from './report-assets.ts';

export interface ExportOptions {
  /** Folder of what is built, for the panel of an HTML report. */
  readonly dist: string;
  /** Texts of an HTML report. */
  readonly language: string;
  readonly messages: Readonly<Record<string, unknown>>;
}

/** One file that comes of an export; `infix` goes before the ending of the name that was asked for. */
export interface ExportedFile {
  readonly infix: string;
  readonly content: string | Uint8Array;
}

/** The files of an export, the main one first. */
export function exportSession(
  format: ExportFormat,
  { header, events, problems }: Trace,
  options: ExportOptions,
): readonly [ExportedFile, ...ExportedFile[]] {
  const one = (make: (model: SessionModel) => string | Uint8Array) =>
    [{ infix: '', content: make(reduceSession(header, events)) }] as const;
  switch (format) {
    case 'perfetto':
      return one(perfettoTrace);
    case 'chrome':
      return one(chromeTrace);
    case 'otlp':
      return one(otlpTraces);
    case 'dot':
      return one(dotGraph);
    case 'mermaid':
      return one(mermaidChart);
    case 'csv': {
      const model = reduceSession(header, events);
      return [
        { infix: '', content: processesCsv(model) },
        { infix: '.waits', content: waitsCsv(model) },
      ];
    }
    case 'html': {
      const { language, messages, dist } = options;
      const problem = describeProblems(problems);
      const content = htmlReport(
        { header, events, problem, language, messages },
        readReportAssets(dist),
      );
      return [{ infix: '', content }];
    }
    default:
      return assertUnreachable(format);
  }
}
