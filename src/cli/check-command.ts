import { writeFileSync } from 'node:fs';
import { type Finding, SEVERITIES } from '../model/findings/finding.ts';
import { findings } from '../model/findings/registry.ts';
import { messageOf, UserError } from '../model/user-error.ts';
import { asJson, asJunit, asSarif, asText } from './check-formats.ts';
import { type CheckOptions, chosenLimits, chosenRules } from './check-options.ts';
import type { Checked } from './checked.ts';
import { finishAs } from './finish.ts';
import { installedVersion } from './installation.ts';
import { readSession } from './read-session.ts';
import { recordCommand } from './record-command.ts';

const FORMATS = { text: asText, json: asJson, sarif: asSarif, junit: asJunit };

/** The exit code that says that something was found. */
const FOUND = 1;

/**
 * `forkscope check`: turns the findings of a recorded session, or of a command that it runs, into an
 * exit code.
 */
export async function checkCommand(
  target: { readonly trace: string } | { readonly command: readonly string[] },
  options: CheckOptions,
): Promise<void> {
  // Said before anything is run.
  chosenRules(options);
  chosenLimits(options);
  if ('trace' in target) {
    const checked = await check(target.trace, options);
    print(checked, options, process.stdout);
    if (checked.failing.size > 0) process.exitCode = FOUND;
    return;
  }
  const [file, ...args] = target.command;
  if (file === undefined) throw new UserError('usage', 'Name a trace, or a command after --.');
  const { trace } = options;
  const recorded = await recordCommand(
    { command: [file, ...args] },
    {
      sampler: 'auto',
      capture: 'auto',
      ...(trace !== undefined && { trace }),
    },
  );
  const checked = await check(recorded.traceFile, options);
  // Standard output is the program's own.
  print(checked, options, process.stderr);
  recorded.signals.dispose();
  finishAs(checked.failing.size > 0 ? { code: FOUND } : (recorded.exit ?? { code: 0 }));
}

async function check(trace: string, options: CheckOptions): Promise<Checked> {
  const model = await readSession(trace);
  const session = model.session();
  const rules = chosenRules(options);
  const found = tolerated(
    findings(model, session.durationUs, { rules, limits: chosenLimits(options) }),
    options.maxOrphans ?? 0,
  );
  const least = SEVERITIES.indexOf(options.failOn);
  return {
    session,
    findings: found,
    rules: [...rules],
    failing: new Set(found.filter(({ severity }) => SEVERITIES.indexOf(severity) <= least)),
    version: installedVersion(),
    folder: process.cwd(),
  };
}

/** Without the processes that outlive their parents, where there are no more than so many. */
function tolerated(found: readonly Finding[], maxOrphans: number): Finding[] {
  const isOrphan = ({ rule }: Finding) => rule === 'orphan' || rule === 'left-over';
  const few = found.filter(isOrphan).length <= maxOrphans;
  return found.filter((finding) => !few || !isOrphan(finding));
}

function print(checked: Checked, { format, output }: CheckOptions, to: NodeJS.WriteStream): void {
  const text = FORMATS[format](checked);
  if (output === undefined) {
    to.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new UserError('trace-unwritable', `${output} cannot be written: ${messageOf(error)}.`);
  }
}
