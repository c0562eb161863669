/** Rows that stand for several processes; workers that differ in their number only are one until it is opened. */
import { safeText } from '../model/safe-text.ts';
import type { Status, Tone } from '../model/status.ts';
import type { ProcessView } from '../model/views.ts';
import { t } from './l10n.ts';

export interface Group {
  /** Id of the group's row; no process has such an id. */
  readonly id: string;
  readonly kind: 'crowd' | 'host';
  readonly name: string;
  readonly members: readonly ProcessView[];
}

/** So many of one kind are a crowd. */
const LEAST_MEMBERS = 5;
const PREFIX = 'group:';

export function isCrowdId(id: string): boolean {
  return id.startsWith(PREFIX);
}

type KindFacts = Pick<
  ProcessView,
  'name' | 'target' | 'className' | 'role' | 'daemon' | 'detached'
>;

/** By the process's id. No weak map by its view: there is a new view with every change. */
const kinds = new Map<string, KindFacts & { readonly kind: string }>();

/** What a process is called apart from its number. */
function kindOf({ id, name, target, className, role, daemon, detached }: ProcessView): string {
  const known = kinds.get(id);
  if (
    known !== undefined &&
    known.name === name &&
    known.target === target &&
    known.className === className &&
    known.role === role &&
    known.daemon === daemon &&
    known.detached === detached
  ) {
    return known.kind;
  }
  const pattern = name.replace(/\d+/g, '#');
  const kind = JSON.stringify([pattern, target, className, role, daemon, detached]);
  kinds.set(id, { name, target, className, role, daemon, detached, kind });
  return kind;
}

/**
 * The siblings, with a group in the place of the first of each crowd. Those that have children of
 * their own are not grouped.
 */
export function grouped(
  parent: string | null,
  siblings: readonly ProcessView[],
  isLeaf: (process: ProcessView) => boolean,
): (ProcessView | Group)[] {
  if (siblings.length < LEAST_MEMBERS) return [...siblings];
  const crowds = new Map<string, ProcessView[]>();
  const crowdOf = siblings.map((process) => {
    if (!isLeaf(process)) return undefined;
    const kind = kindOf(process);
    let crowd = crowds.get(kind);
    if (crowd === undefined) {
      crowd = [];
      crowds.set(kind, crowd);
    }
    crowd.push(process);
    return crowd;
  });
  const entries: (ProcessView | Group)[] = [];
  for (const [i, process] of siblings.entries()) {
    const crowd = crowdOf[i];
    if (crowd === undefined || crowd.length < LEAST_MEMBERS) entries.push(process);
    else if (crowd[0] === process) {
      const id = groupId(parent, process);
      entries.push({ id, kind: 'crowd', name: groupName(process), members: crowd });
    }
  }
  return entries;
}

/** Id of the group that a process belongs to if it belongs to one. */
export function groupId(parent: string | null, process: ProcessView): string {
  return `${PREFIX}${parent ?? ''}:${kindOf(process)}`;
}

function groupName({ role, name }: ProcessView): string {
  if (role === 'pool-worker') return t('pool worker');
  return safeText(name.replace(/[-_.# ]*\d+/g, '')) || safeText(name);
}

/** `pool worker × 64`. */
export function groupTitle({ name, members }: Group): string {
  return `${name} × ${members.length}`;
}

/** What the members of a group do, in numbers. */
export function groupStatus(
  { members }: Group,
  statusOf: (process: ProcessView) => Status,
): Status {
  const counts = new Map<Tone, number>();
  for (const member of members) {
    const { tone } = statusOf(member);
    const kind = tone === 'daemon' ? 'quiet' : tone;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const present = TONES.filter((tone) => counts.has(tone));
  const parts = present.map((tone) => countText(tone, String(counts.get(tone))));
  return { tone: present[0] ?? 'quiet', text: parts.join(', ') };
}

/** What is worth a look first. */
const TONES: readonly Tone[] = ['failed', 'zombie', 'running', 'waiting', 'blocked', 'quiet'];

function countText(tone: Tone, count: string): string {
  switch (tone) {
    case 'failed':
      return t('{0} failed', count);
    case 'zombie':
      return t('{0} zombies', count);
    case 'running':
      return t('{0} running', count);
    case 'waiting':
      return t('{0} waiting', count);
    case 'blocked':
      return t('{0} blocked', count);
    default:
      return t('{0} ended', count);
  }
}
