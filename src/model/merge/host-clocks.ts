/** How far the clocks of hosts are apart, by what their recordings say of each other. */
import { groupBy } from '../group-by.ts';
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
 * @param launchers of each recording the one that it was launched from, if any.
 */
export function hostClocks(
  recordings: readonly Recording[],
  launchers: ReadonlyMap<Recording, Recording>,
  first: string,
): Map<string, HostClock> {
  const edges = edgesOf(launchers);
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

function edgesOf(launchers: ReadonlyMap<Recording, Recording>): Map<string, Edge[]> {
  const edges = new Map<string, Edge[]>();
  const add = (from: string, to: string, bounds: SkewBounds) =>
    edges.set(from, [...(edges.get(from) ?? []), { to, bounds }]);
  const launched = [...launchers.keys()];
  for (const launcher of new Set(launchers.values())) {
    const own = launched.filter((each) => launchers.get(each) === launcher);
    const from = launcher.header.host;
    for (const [to, recordings] of groupBy(own, ({ header }) => header.host)) {
      const bounds = to === from ? undefined : skewBounds(launcher, recordings);
      if (bounds === undefined) continue;
      const { loUs, hiUs, pairs } = bounds;
      add(from, to, bounds);
      add(to, from, { loUs: -hiUs, hiUs: -loUs, pairs });
    }
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
