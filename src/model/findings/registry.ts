/** All rules, and what they find in a session. */
import type { SourceSite } from '../process-event.ts';
import type { SessionModel } from '../session-model.ts';
import { english, type Translate } from '../status.ts';
import { daemonCutOff } from './daemon-cut-off.ts';
import { daemonStartsChild } from './daemon-starts-child.ts';
import { deadlock } from './deadlock.ts';
import { failureUnseen } from './failure-unseen.ts';
import { type Finding, type Found, type Rule, SEVERITIES } from './finding.ts';
import { forkWithThreads } from './fork-with-threads.ts';
import { joinBeforeDrain } from './join-before-drain.ts';
import { leftOver } from './left-over.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { longWait } from './long-wait.ts';
import { memoryGrowth } from './memory-growth.ts';
import { noMainGuard } from './no-main-guard.ts';
import { orphan } from './orphan.ts';
import { outOfMemory } from './out-of-memory.ts';
import { oversubscribed } from './oversubscribed.ts';
import { respawned } from './respawned.ts';
import { Scene, siteKey } from './scene.ts';
import { serialStarts } from './serial-starts.ts';
import { tooManyProcesses } from './too-many-processes.ts';
import { waitCycle } from './wait-cycle.ts';
import { zombieNotReaped } from './zombie-not-reaped.ts';

export const RULES: readonly Rule[] = [
  waitCycle,
  deadlock,
  joinBeforeDrain,
  longWait,
  serialStarts,
  failureUnseen,
  daemonCutOff,
  daemonStartsChild,
  noMainGuard,
  zombieNotReaped,
  orphan,
  leftOver,
  respawned,
  forkWithThreads,
  oversubscribed,
  memoryGrowth,
  outOfMemory,
  tooManyProcesses,
];

export interface FindingOptions {
  /** Ids of the rules to ask; all of them by default. */
  readonly rules?: ReadonlySet<string>;
  readonly limits?: Partial<Limits>;
  readonly t?: Translate;
}

/**
 * What the rules find in a session as it is at `nowUs` of its clock, the most severe first. Of a
 * session that is over, `nowUs` is its last instant.
 */
export function findings(
  model: SessionModel,
  nowUs: number,
  { rules, limits, t = english }: FindingOptions = {},
): Finding[] {
  const scene = new Scene(model, nowUs, { ...DEFAULT_LIMITS, ...limits }, t);
  const found = new Map<string, Finding>();
  for (const rule of RULES) {
    if (rules !== undefined && !rules.has(rule.id)) continue;
    for (const each of rule.find(scene)) {
      const finding = complete(rule, each);
      const same = found.get(finding.id);
      found.set(finding.id, same === undefined ? finding : merged(same, finding));
    }
  }
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return [...found.values()].sort(
    (a, b) => rank(a) - rank(b) || a.sinceUs - b.sinceUs || (a.id < b.id ? -1 : 1),
  );
}

export function ruleOf(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

function complete(rule: Rule, found: Found): Finding {
  const { message, processes, site, related = [], sinceUs, untilUs, evidence } = found;
  const { subject = processes, severity = rule.severity } = found;
  return {
    id: identity(rule.id, subject, site),
    rule: rule.id,
    severity,
    message,
    processes,
    site,
    related,
    sinceUs,
    untilUs,
    evidence,
  };
}

function identity(rule: string, subject: readonly string[], site: SourceSite | null): string {
  return [rule, ...subject, siteKey(site)].join(' ');
}

/** The same problem twice: from its first time on, and with the words of its last. */
function merged(a: Finding, b: Finding): Finding {
  const later = b.untilUs === null || (a.untilUs !== null && b.untilUs >= a.untilUs) ? b : a;
  return { ...later, sinceUs: Math.min(a.sinceUs, b.sinceUs) };
}
