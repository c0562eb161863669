/** Recordings of several hosts as one session, on the clock of the first. */
import { hostsOf } from '../hosts.ts';
import type { ProcessEvent, SessionEvent, SessionHeader, SessionHost } from '../process-event.ts';
import { reduceSession } from '../session-model.ts';
import { hostClocks } from './host-clocks.ts';
import { type Place, placedEvent, placedRef } from './placed-event.ts';
import { launches, type Recording, rootOf, rootRef, startedWallUs } from './recording.ts';

export interface MergedSession {
  readonly header: SessionHeader;
  readonly events: readonly SessionEvent[];
  /** How many events are left out: their times would be none. */
  readonly leftOut: number;
}

/** What a merge is made of, each as its trace has it. */
export type Part = Pick<Recording, 'header' | 'events'>;

/** Two clocks of one host agree to that, in µs, unless it was started anew between the recordings. */
const SAME_BOOT_US = 60_000_000;

/**
 * Joins recordings into one session, the one that nothing launched first. A root that was launched from
 * another recording (its trace context says so) becomes a child of that one's root.
 * @param id of the merged session.
 */
export function mergeSessions(parts: readonly Part[], id: string): MergedSession {
  const given = parts.map(({ header, events }) => ({
    header,
    events,
    model: reduceSession(header, events),
  }));
  const launchers = launches(given);
  const first = firstOf(given, launchers);
  if (first === undefined) throw new Error('nothing to merge');
  const clocks = hostClocks(given, launchers, first.header.host);
  const shiftOf = (each: Recording) =>
    shiftBetween(each, first, clocks.get(each.header.host)?.offsetUs ?? 0);
  const others = given.filter((each) => each !== first);
  const recordings = [first, ...others.sort((a, b) => shiftOf(a) - shiftOf(b))];
  const hosts = mergedHosts(recordings, clocks);
  const indexOf = new Map(hosts.map(({ name }, index) => [name, index]));
  const placeOf = (each: Recording): Place => ({
    hosts: hostsOf(each.header).map(({ name }) => indexOf.get(name) ?? 0),
    shiftUs: shiftOf(each),
  });
  const placed = recordings.map((each) => {
    const place = placeOf(each);
    return each.events.flatMap((event) => placedEvent(event, place) ?? []);
  });
  const links = recordings.flatMap((each) => {
    const launcher = launchers.get(each);
    return launcher === undefined ? [] : linkOf(each, launcher, placeOf);
  });
  const count = (lists: readonly (readonly SessionEvent[])[]) =>
    lists.reduce((sum, { length }) => sum + length, 0);
  return {
    header: { ...first.header, id, hosts },
    events: withOneEnd(interleaved([...placed, ...links.map((link) => [link])]), recordings.length),
    leftOut: count(recordings.map(({ events }) => events)) - count(placed),
  };
}

/** The one that nothing launched and that began first. */
function firstOf(
  recordings: readonly Recording[],
  launchers: ReadonlyMap<Recording, Recording>,
): Recording | undefined {
  const unlaunched = recordings.filter((each) => !launchers.has(each));
  const eligible = unlaunched.length > 0 ? unlaunched : recordings;
  return [...eligible].sort((a, b) => startedWallUs(a) - startedWallUs(b))[0];
}

function mergedHosts(
  recordings: readonly Recording[],
  clocks: ReadonlyMap<string, SessionHost['clock']>,
): SessionHost[] {
  const hosts = new Map<string, SessionHost>();
  for (const { header } of recordings) {
    const own = clocks.get(header.host);
    for (const host of hostsOf(header)) {
      if (hosts.has(host.name)) continue;
      const clock = host.name === header.host && own !== undefined ? own : host.clock;
      hosts.set(host.name, { ...host, clock });
    }
  }
  return [...hosts.values()];
}

/** What brings a recording's times to the first one's clock, in µs. */
function shiftBetween(recording: Recording, first: Recording, offsetUs: number): number {
  const byWallClock = startedWallUs(recording) - startedWallUs(first);
  const byOwnClock = recording.header.clockEpochUs - first.header.clockEpochUs;
  const sameClock =
    recording.header.host === first.header.host &&
    Math.abs(byOwnClock - byWallClock) <= SAME_BOOT_US;
  return sameClock ? byOwnClock : Math.round(byWallClock - offsetUs);
}

/** What says that a recording's root is a child of the root that it was launched from. */
function linkOf(
  launched: Recording,
  launcher: Recording,
  placeOf: (recording: Recording) => Place,
): ProcessEvent[] {
  const [root, parent] = [rootOf(launched), rootOf(launcher)];
  if (root === undefined || parent === undefined) return [];
  const place = placeOf(launched);
  return [
    {
      type: 'described',
      tUs: root.startUs + place.shiftUs,
      source: 'recorder',
      evidence: 'inferred',
      process: placedRef(rootRef(launched, root), place),
      parent: placedRef(rootRef(launcher, parent), placeOf(launcher)),
    },
  ];
}

/** By time, as far as that leaves each list in its own order, which counts. */
function interleaved(lists: readonly (readonly SessionEvent[])[]): SessionEvent[] {
  const keyed: { readonly keyUs: number; readonly event: SessionEvent }[] = [];
  for (const events of lists) {
    let keyUs = Number.NEGATIVE_INFINITY;
    for (const event of events) {
      keyUs = Math.max(keyUs, event.tUs);
      keyed.push({ keyUs, event });
    }
  }
  return keyed.sort((a, b) => a.keyUs - b.keyUs).map(({ event }) => event);
}

/** It ends with the last of its `count` recordings, and is complete where all of them are. */
function withOneEnd(events: readonly SessionEvent[], count: number): SessionEvent[] {
  const ends = events.filter((event) => event.type === 'session-ended');
  const others = events.filter((event) => event.type !== 'session-ended');
  const last = ends.at(-1);
  if (last === undefined) return others;
  const complete = ends.length === count && ends.every((end) => end.complete);
  const tUs = others.reduce((latest, each) => Math.max(latest, each.tUs), last.tUs);
  return [...others, { ...last, tUs, complete, leftOver: ends.flatMap((end) => end.leftOver) }];
}
