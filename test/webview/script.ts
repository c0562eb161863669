/** Writes sessions as event lists, a process at a time; instants are in seconds. */
import type {
  BlockedReason,
  ProcessEvent,
  ProcessRef,
  ProcessState,
  SessionEvent,
  SessionHeader,
  SourceSite,
  WaitCause,
  WaitOutcome,
} from '../../src/model/process-event.ts';

export const us = (seconds: number) => Math.round(seconds * 1_000_000);

export interface SessionScript {
  readonly title: string;
  readonly header: SessionHeader;
  readonly events: readonly SessionEvent[];
  /** Null: the session is over. */
  readonly nowUs: number | null;
}

export function headerOf(id: string, command: readonly string[]): SessionHeader {
  return {
    type: 'session',
    version: 1,
    id,
    command: [...command],
    cwd: '/home/ada/stats',
    startedAt: '2026-11-23T10:15:00.000Z',
    clockEpochUs: 0,
    origin: 'launch',
    host: 'example',
    platform: 'linux',
    recordedBy: '0.1.0',
  };
}

type Phase = readonly [from: number, state: ProcessState, reason?: BlockedReason];

export interface ProcessScript {
  readonly pid: number;
  readonly ppid: number;
  readonly start: number;
  readonly parent?: ProcessRef;
  readonly name?: string;
  readonly argv?: readonly string[];
  readonly role?: 'main' | 'child' | 'pool-worker' | 'helper';
  readonly target?: string;
  readonly className?: string;
  readonly daemon?: boolean;
  readonly site?: SourceSite;
  readonly phases?: readonly Phase[];
  readonly usage?: readonly [cpuPercent: number, mebibytes: number];
  readonly output?: readonly (readonly [at: number, text: string])[];
  readonly end?: number;
  readonly exit?: { code: number } | { signal: string };
}

export interface WaitScript {
  readonly waiter: ProcessRef;
  readonly target: ProcessRef | null;
  readonly cause: WaitCause;
  readonly from: number;
  readonly to?: number;
  readonly outcome?: WaitOutcome;
  readonly timeout?: number;
  readonly site?: SourceSite;
}

export function refOf({ pid, start }: ProcessScript): ProcessRef {
  return { pid, birth: [us(start), 0] };
}

export function processEvents(script: ProcessScript): ProcessEvent[] {
  const { ppid, start, parent, argv, end, exit } = script;
  const process = refOf(script);
  const at = (seconds: number) => ({ tUs: us(seconds), process });
  const reported = { source: 'probe', evidence: 'reported' } as const;
  const sampled = { source: 'procfs', evidence: 'sampled' } as const;
  const events: ProcessEvent[] = [
    {
      type: 'started',
      ...at(start),
      ...reported,
      ppid,
      ...(parent && { parent }),
      ...(argv && { argv: [...argv] }),
    },
    {
      type: 'described',
      ...at(start),
      ...reported,
      ...(script.name !== undefined && { name: script.name }),
      ...(script.role !== undefined && { role: script.role }),
      ...(script.target !== undefined && { target: script.target }),
      ...(script.className !== undefined && { className: script.className }),
      ...(script.daemon !== undefined && { daemon: script.daemon }),
      ...(script.site !== undefined && { startSite: script.site }),
    },
  ];
  for (const [from, state, reason] of script.phases ?? []) {
    events.push({ type: 'state', ...at(from), ...sampled, state, reason: reason ?? null });
  }
  for (const [when, text] of script.output ?? []) {
    events.push({ type: 'output', ...at(when), ...reported, stream: 'stdout', text });
  }
  if (script.usage !== undefined) {
    const [cpuPercent, mebibytes] = script.usage;
    const last = script.phases?.at(-1)?.[0] ?? start;
    events.push({
      type: 'usage',
      ...at(last),
      ...sampled,
      cpuPercent,
      rssBytes: mebibytes * 2 ** 20,
    });
  }
  if (end !== undefined) {
    const kernel = { source: 'procfs', evidence: 'kernel' } as const;
    events.push({ type: 'ended', ...at(end), ...kernel, exit: exit ?? null });
  }
  return events;
}

export function waitEvents(waits: readonly WaitScript[]): ProcessEvent[] {
  return waits.flatMap((script, i) => {
    const { waiter: process, target, cause, from, to, outcome, timeout, site } = script;
    const common = { process, wait: `w${i}`, source: 'probe', evidence: 'reported' } as const;
    const began: ProcessEvent = {
      type: 'wait-began',
      ...common,
      tUs: us(from),
      cause,
      target,
      timeoutUs: timeout === undefined ? null : us(timeout),
      site: site ?? null,
    };
    if (to === undefined) return [began];
    return [began, { type: 'wait-ended', ...common, tUs: us(to), outcome: outcome ?? 'ended' }];
  });
}

export function inOrder(events: readonly SessionEvent[]): SessionEvent[] {
  return [...events].sort((a, b) => a.tUs - b.tUs);
}
