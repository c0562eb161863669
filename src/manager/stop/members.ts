/**
 * Which of the machine's processes a stop is about, at one look. Sound rather than complete: a process
 * is taken only where its descent from the target is certain.
 */
import { groupBy } from '../../model/group-by.ts';
import type { Identity, SeenProcess } from './stop-plan.ts';

export interface MemberRules {
  /** Lives that are of the target for certain: recorded, or seen by an earlier look. */
  isKnown(process: SeenProcess): boolean;
  /** Whether children of members are members. */
  readonly tree: boolean;
  /** Whether a stranger carries the session's mark in its environment; asked of strangers only. */
  carriesMark(process: SeenProcess): boolean;
  /** Never taken: the recorder itself, and whatever else must outlive the stop. */
  isSpared(process: SeenProcess): boolean;
  /** Login sessions that `ownSessions` gave for the look before. */
  readonly sessions: ReadonlySet<number>;
}

/**
 * The members among `all`, parents before children. Besides those known, a process is one
 * - whose parent is one: new ones that came in between;
 * - in a login session that one has made. A process can leave its session and never join another, so
 *   all that is in it descends from its leader. The leader's number is not given to anybody else
 *   while the session lasts;
 * - that carries the session's mark: it ended up elsewhere by two forks of which both parents are gone.
 */
export function membersOf(all: readonly SeenProcess[], rules: MemberRules): SeenProcess[] {
  const byParent = groupBy(all, ({ ppid }) => ppid);
  const bySession = groupBy(all, ({ sid }) => sid);
  const members = new Map<number, SeenProcess>();
  const add = (process: SeenProcess) => {
    if (!rules.isSpared(process)) members.set(process.pid, process);
  };
  for (const process of all) {
    if (rules.isKnown(process) || (rules.tree && rules.carriesMark(process))) add(process);
  }
  if (rules.tree) {
    for (const [pid, member] of members) {
      for (const child of byParent.get(pid) ?? []) add(child);
      if (member.sid === pid || rules.sessions.has(member.sid)) {
        for (const each of bySession.get(member.sid) ?? []) add(each);
      }
    }
  }
  return parentsFirst(members);
}

/**
 * The login sessions that members made, for the next look: as long as every look finds a member in
 * one, its number was not free in between, and the session is the same though its leader has ended.
 */
export function ownSessions(
  members: readonly SeenProcess[],
  before: ReadonlySet<number>,
): ReadonlySet<number> {
  const sids = members.filter(({ pid, sid }) => sid === pid || before.has(sid));
  return new Set(sids.map(({ sid }) => sid));
}

function parentsFirst(members: ReadonlyMap<number, SeenProcess>): SeenProcess[] {
  const ordered = new Set<SeenProcess>();
  for (const member of members.values()) {
    const line: SeenProcess[] = [];
    for (
      let at: SeenProcess | undefined = member;
      at !== undefined && !ordered.has(at) && !line.includes(at);
      at = members.get(at.ppid)
    ) {
      line.push(at);
    }
    for (const each of line.reverse()) ordered.add(each);
  }
  return [...ordered];
}

/** A set of lives, by number and start. */
export class Identities {
  readonly #starts = new Map<number, Set<string>>();

  add({ pid, start }: Identity): void {
    const starts = this.#starts.get(pid);
    if (starts === undefined) this.#starts.set(pid, new Set([start]));
    else starts.add(start);
  }

  has({ pid, start }: Identity): boolean {
    return this.#starts.get(pid)?.has(start) ?? false;
  }
}
