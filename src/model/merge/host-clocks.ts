/** How far the clocks of hosts are apart, by what their recordings say of each other. */
import type { SessionHost } from '../process-event.ts';
import { type SkewBounds, skewBounds } from './launch-pairs.ts';
import type { Recording } from './recording.ts';

export type HostClock = SessionHost['clock'];

interface Edge {
  readonly to: string;
  readonly bounds: SkewBounds;
}

/**
 * The clock of each host, relative to that of `first`.
 * @param launchedFrom index of a recording to that of the one that it was launched from.
 */
export function hostClocks(
  recordings: readonly Recording[],
  launchedFrom: ReadonlyMap<number, number>,
  first: string,
): Map<string, HostClock> {
  const edges = edgesOf(recordings, launchedFrom);
  const clocks = new Map<string, HostClock>([[first, { ...UNKNOWN, from: 'own', plusMinusUs: 0 }]]);
  // A map that grows while it is walked is walked to its end: from host to host.
  for (const [host, clock] of clocks) {
    for (const { to, bounds } of edges.get(host) ?? []) {
      if (!clocks.has(to)) clocks.set(to, beyond(clock, clockWithin(bounds)));
    }
  }
  for (const { header } of recordings) {
    if (!clocks.has(header.host)) clocks.set(header.host, UNKNOWN);
  }
  return clocks;
}

/** Nothing tells it: the wall clocks are taken to be right. */
const UNKNOWN: HostClock = { from: 'wall-clock', offsetUs: 0, plusMinusUs: null, pairs: 0 };

function edgesOf(
  recordings: readonly Recording[],
  launchedFrom: ReadonlyMap<number, number>,
): Map<string, Edge[]> {
  const launched = new Map<string, { from: number; recordings: Recording[] }>();
  for (const [index, from] of launchedFrom) {
    const [child, parent] = [recordings[index], recordings[from]];
    if (child === undefined || parent === undefined) continue;
    if (child.header.host === parent.header.host) continue;
    const key = `${from} ${child.header.host}`;
    const group = launched.get(key);
    if (group === undefined) launched.set(key, { from, recordings: [child] });
    else group.recordings.push(child);
  }
  const edges = new Map<string, Edge[]>();
  const add = (from: string, to: string, bounds: SkewBounds) =>
    edges.set(from, [...(edges.get(from) ?? []), { to, bounds }]);
  for (const { from, recordings: children } of launched.values()) {
    const [parent, child] = [recordings[from], children[0]];
    const bounds = parent && skewBounds(parent, children);
    if (bounds === undefined || parent === undefined || child === undefined) continue;
    add(parent.header.host, child.header.host, bounds);
    add(child.header.host, parent.header.host, {
      loUs: -bounds.hiUs,
      hiUs: -bounds.loUs,
      pairs: bounds.pairs,
    });
  }
  return edges;
}

/** Clocks that agree with all pairs are believed: time servers keep them far nearer than pairs can tell. */
function clockWithin({ loUs, hiUs, pairs }: SkewBounds): HostClock {
  const width = hiUs - loUs;
  if (loUs <= 0 && hiUs >= 0) {
    const plusMinusUs = Number.isFinite(width) ? Math.round(Math.max(-loUs, hiUs)) : null;
    return { from: 'wall-clock', offsetUs: 0, plusMinusUs, pairs };
  }
  const offsetUs = Number.isFinite(width) ? loUs + width / 2 : Number.isFinite(hiUs) ? hiUs : loUs;
  const plusMinusUs = Number.isFinite(width) ? Math.round(width / 2) : null;
  return { from: 'pairs', offsetUs: Math.round(offsetUs), plusMinusUs, pairs };
}

/** The clock of a host that is known by way of another one. */
function beyond(via: HostClock, next: HostClock): HostClock {
  return {
    from: via.from === 'pairs' ? 'pairs' : next.from,
    offsetUs: via.offsetUs + next.offsetUs,
    plusMinusUs:
      via.plusMinusUs === null || next.plusMinusUs === null
        ? null
        : via.plusMinusUs + next.plusMinusUs,
    pairs: next.pairs,
  };
}
