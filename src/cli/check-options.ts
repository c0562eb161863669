/** What `forkscope check` is told on its command line, made sense of. */
import type { Severity } from '../model/findings/finding.ts';
import { DEFAULT_LIMITS, type Limits } from '../model/findings/limits.ts';
import { RULES } from '../model/findings/registry.ts';
import { UserError } from '../model/user-error.ts';

export interface CheckOptions {
  readonly rules?: string;
  readonly except?: string;
  readonly failOn: Severity;
  /** As commander has it: true while nobody says `--no-wait-over`. */
  readonly waitOver: number | true;
  readonly maxOrphans?: number;
  readonly maxProcesses?: number;
  readonly limit: readonly string[];
  readonly format: 'text' | 'json' | 'sarif' | 'junit';
  readonly output?: string;
  readonly trace?: string;
}

/**
 * Ids of the rules that are to be asked.
 * @throws {UserError} `usage` for a rule that does not exist.
 */
export function chosenRules({ rules, except }: CheckOptions): Set<string> {
  const all = RULES.map(({ id }) => id);
  const named = (list: string) => {
    const ids = list.split(',').map((id) => id.trim());
    const unknown = ids.filter((id) => !all.includes(id));
    if (unknown.length > 0) {
      const message = `There is no rule ${unknown.join(', ')}; there are ${all.join(', ')}.`;
      throw new UserError('usage', message);
    }
    return new Set(ids);
  };
  const without = except === undefined ? new Set() : named(except);
  return new Set([...(rules === undefined ? all : named(rules))].filter((id) => !without.has(id)));
}

/**
 * The limits of the rules: `--limit NAME=VALUE`, and the options that have a name of their own.
 * @throws {UserError} `usage` for a limit that does not exist or a value that is no number.
 */
export function chosenLimits({ limit, waitOver, maxProcesses }: CheckOptions): Partial<Limits> {
  const names = Object.entries(DEFAULT_LIMITS).flatMap(([name, value]) =>
    typeof value === 'number' ? [name] : [],
  );
  const limits: Record<string, number | boolean> = {};
  for (const each of limit) {
    const [name = '', text = ''] = each.split('=');
    const value = Number(text);
    if (!names.includes(name) || text === '' || !Number.isFinite(value) || value < 0) {
      const message = `--limit ${each}: say NAME=NUMBER, with one of ${names.join(', ')}.`;
      throw new UserError('usage', message);
    }
    limits[name] = value;
  }
  if (waitOver !== true) Object.assign(limits, { waitSeconds: waitOver, everyWait: true });
  if (maxProcesses !== undefined) limits.maxProcesses = maxProcesses;
  return limits;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, ms: 0.001, s: 1, min: 60, h: 3_600 };

/** Seconds of `500ms`, `10s`, `2min`, `1h`, or of a plain number; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}
