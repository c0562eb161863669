import { readFileSync } from 'node:fs';
import { messageOf, UserError } from '../model/user-error.ts';
import type { ImportContext, ImportedSession } from '../sources/import/imported-session.ts';
import { importStraceLog, isStraceLog } from '../sources/import/strace-log.ts';
import { importVizTracer, isChromeTrace } from '../sources/import/viztracer.ts';
import { TRACE_EXTENSION } from '../trace/trace-format.ts';
import { writeTrace } from '../trace/write-trace.ts';
import { installedVersion } from './installation.ts';

/** So much of a file tells what it is, in characters. */
const BEGINNING = 65_536;

/** `forkscope import`: makes a trace of what another tool has recorded. */
export function importCommand(file: string, { output }: { readonly output?: string }): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const message = `${file} cannot be read: ${messageOf(error)}.`;
    throw new UserError('trace-unreadable', message, { cause: error });
  }
  const { header, events, leftOut } = importText(text, { file, version: installedVersion() });
  const target = output ?? `${file}${TRACE_EXTENSION}`;
  writeTrace(target, header, events);
  process.stderr.write(`forkscope: ${target} was written${leftOutText(leftOut)}.\n`);
}

function importText(text: string, context: ImportContext): ImportedSession {
  const beginning = text.slice(0, BEGINNING);
  if (isStraceLog(beginning)) return importStraceLog(text.split('\n'), context);
  if (isChromeTrace(beginning)) return importVizTracer(text, context);
  throw new UserError(
    'not-a-trace',
    `${context.file} is neither a log of strace -f -ttt -o FILE nor a JSON file of VizTracer.`,
  );
}

function leftOutText(count: number): string {
  if (count === 0) return '';
  return `; ${count} of its lines or entries are of no use here`;
}
