import { MAX_US, type ProcessRef, type SessionEvent } from '../process-event.ts';

/** Where the events of a recording come to stand in the merged session. */
export interface Place {
  /** Index in the merged session of each host of the recording. */
  readonly hosts: readonly number[];
  /** What is added to its times, in µs. */
  readonly shiftUs: number;
}

/** An event of a recording as one of the merged session; undefined where its time would be none. */
export function placedEvent(event: SessionEvent, place: Place): SessionEvent | undefined {
  const tUs = event.tUs + place.shiftUs;
  if (Math.abs(tUs) > MAX_US) return undefined;
  switch (event.type) {
    case 'source':
    case 'lost':
    case 'notice':
      return { ...event, tUs, host: placedHost(event.host, place) };
    case 'session-ended':
      return { ...event, tUs, leftOver: event.leftOver.map((ref) => placedRef(ref, place)) };
  }
  const process = placedRef(event.process, place);
  switch (event.type) {
    case 'started':
    case 'described':
      return { ...event, tUs, process, ...optional('parent', event.parent, place) };
    case 'wait-began':
      return { ...event, tUs, process, target: event.target && placedRef(event.target, place) };
    case 'wait-ended':
      return { ...event, tUs, process, ...optional('target', event.target, place) };
    case 'noted':
      return { ...event, tUs, process, ...optional('about', event.about, place) };
    case 'signalled':
      return { ...event, tUs, process, by: event.by && placedRef(event.by, place) };
    case 'shares':
      return { ...event, tUs, process, sinceUs: clamped(event.sinceUs + place.shiftUs) };
    default:
      return { ...event, tUs, process };
  }
}

export function placedRef({ pid, birth, host }: ProcessRef, place: Place): ProcessRef {
  const placed = placedHost(host, place);
  return {
    pid,
    ...(birth === undefined ? {} : { birth: [clamped(birth[0] + place.shiftUs), birth[1]] }),
    ...(placed === 0 ? {} : { host: placed }),
  };
}

function placedHost(host: number | undefined, { hosts }: Place): number {
  return hosts[host ?? 0] ?? 0;
}

function optional<Key extends string>(
  key: Key,
  ref: ProcessRef | undefined,
  place: Place,
): { [K in Key]?: ProcessRef } {
  const part: { [K in Key]?: ProcessRef } = {};
  if (ref !== undefined) part[key] = placedRef(ref, place);
  return part;
}

function clamped(us: number): number {
  return Math.max(-MAX_US, Math.min(MAX_US, us));
}
