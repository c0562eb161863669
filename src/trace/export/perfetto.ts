/**
 * The session as a Perfetto trace: packets of `perfetto.protos.Trace`, of which the fields that are
 * written stand in `FIELDS`, with the numbers of Perfetto's published schema (protos/perfetto/trace).
 */
import { PbfWriter } from 'pbf';
import type { SessionModel } from '../../model/session-model.ts';
import type { ProcessView } from '../../model/views.ts';
import { type Details, type ProcessTracks, sessionTracks } from './tracks.ts';

const FIELDS = {
  trace: { packet: 1 },
  packet: {
    processTree: 2,
    timestamp: 8,
    sequenceId: 10,
    trackEvent: 11,
    sequenceFlags: 13,
    trackDescriptor: 60,
  },
  processTree: { processes: 1 },
  process: { pid: 1, ppid: 2, cmdline: 3 },
  trackDescriptor: { uuid: 1, name: 2, process: 3, thread: 4, parentUuid: 5 },
  processDescriptor: { pid: 1, cmdline: 2, processName: 6, startNs: 7 },
  threadDescriptor: { pid: 1, tid: 2, threadName: 5 },
  trackEvent: {
    debugAnnotations: 4,
    type: 9,
    trackUuid: 11,
    categories: 22,
    name: 23,
    flowIds: 47,
    terminatingFlowIds: 48,
  },
  annotation: { intValue: 4, stringValue: 6, name: 10 },
} as const;

const TYPE = { begin: 1, end: 2, instant: 3 } as const;
const SEQUENCE_ID = 1;
/** More PIDs than Linux has: those of each further host begin there, as the format's have none. */
const PIDS_PER_HOST = 2 ** 22;
/** What went before on this sequence does not matter. */
const STATE_CLEARED = 1;

interface TrackEvent {
  readonly tUs: number;
  readonly type: number;
  readonly track: number;
  readonly name?: string;
  readonly category?: string;
  readonly details?: Details;
  readonly arrow?: number;
  readonly endingArrows?: readonly number[];
}

/** Times are those of the recording host's monotonic clock, in ns. */
export function perfettoTrace(model: SessionModel): Uint8Array {
  const { clockEpochUs } = model.header;
  const earliestUs = model.processes().reduce((least, { startUs }) => Math.min(least, startUs), 0);
  // A forged epoch must not make times negative, which the format cannot say.
  const epochUs = Math.max(clockEpochUs, -earliestUs);
  const ns = (us: number) => Math.max(0, epochUs + us) * 1_000;
  const writer = new PbfWriter();
  let first = true;
  const packet = (write: (pbf: PbfWriter) => void) => {
    writer.writeMessage(
      FIELDS.trace.packet,
      (_, pbf) => {
        pbf.writeVarintField(FIELDS.packet.sequenceId, SEQUENCE_ID);
        if (first) pbf.writeVarintField(FIELDS.packet.sequenceFlags, STATE_CLEARED);
        first = false;
        write(pbf);
      },
      undefined,
    );
  };
  const all = sessionTracks(model);
  const events: TrackEvent[] = [];
  for (const tracks of all) {
    packet((pbf) => writeProcessTree(pbf, tracks.process, ns));
    for (const track of descriptors(tracks))
      packet((pbf) => writeDescriptor(pbf, track, tracks, ns));
    for (const event of eventsOf(tracks)) events.push(event);
  }
  // A stable sort: what a track has at one instant stays in its order, an end before the next beginning.
  events.sort((a, b) => a.tUs - b.tUs);
  for (const event of events) packet((pbf) => writeEvent(pbf, event, ns));
  return writer.finish();
}

interface Track {
  readonly uuid: number;
  readonly kind: 'process' | 'states' | 'waits';
}

/** Tracks of one process have neighbouring numbers. */
const TRACKS_PER_PROCESS = 4_096;

function uuidOf(process: number, track: number): number {
  return 1 + process * TRACKS_PER_PROCESS + Math.min(track, TRACKS_PER_PROCESS - 1);
}

function descriptors({ index, waits }: ProcessTracks): Track[] {
  return [
    { uuid: uuidOf(index, 0), kind: 'process' },
    { uuid: uuidOf(index, 1), kind: 'states' },
    ...waits.map((_, i) => ({ uuid: uuidOf(index, 2 + i), kind: 'waits' as const })),
  ];
}

function eventsOf({ index, states, waits, instants }: ProcessTracks): TrackEvent[] {
  const events: TrackEvent[] = [];
  for (const [i, row] of [states, ...waits].entries()) {
    const track = uuidOf(index, 1 + i);
    const category = i === 0 ? 'state' : 'wait';
    for (const { name, startUs, endUs, details, arrow } of row) {
      events.push({ tUs: startUs, type: TYPE.begin, track, name, category, details, arrow });
      events.push({ tUs: endUs, type: TYPE.end, track });
    }
  }
  for (const { name, tUs, arrows: endingArrows } of instants) {
    const track = uuidOf(index, 0);
    events.push({ tUs, type: TYPE.instant, track, name, category: 'process', endingArrows });
  }
  return events;
}

type Nanoseconds = (us: number) => number;

/** Its PID; of a further host one that no other host's process has. */
function numberOf({ pid, host }: Pick<ProcessView, 'pid' | 'host'>): number {
  return pid === 0 ? 0 : pid + host * PIDS_PER_HOST;
}

function writeProcessTree(pbf: PbfWriter, process: ProcessView, ns: Nanoseconds): void {
  const { ppid, host, argv, startUs } = process;
  pbf.writeVarintField(FIELDS.packet.timestamp, ns(startUs));
  pbf.writeMessage(
    FIELDS.packet.processTree,
    (_, tree) =>
      tree.writeMessage(
        FIELDS.processTree.processes,
        (__, each) => {
          each.writeVarintField(FIELDS.process.pid, numberOf(process));
          each.writeVarintField(FIELDS.process.ppid, numberOf({ pid: ppid, host }));
          for (const part of argv) each.writeStringField(FIELDS.process.cmdline, part);
        },
        undefined,
      ),
    undefined,
  );
}

function writeDescriptor(
  pbf: PbfWriter,
  { uuid, kind }: Track,
  { process, title, index }: ProcessTracks,
  ns: Nanoseconds,
): void {
  const write = (_: undefined, track: PbfWriter) => {
    track.writeVarintField(FIELDS.trackDescriptor.uuid, uuid);
    if (kind !== 'process') {
      track.writeVarintField(FIELDS.trackDescriptor.parentUuid, uuidOf(index, 0));
    }
    if (kind === 'waits') track.writeStringField(FIELDS.trackDescriptor.name, 'waits');
    if (kind === 'states') {
      track.writeMessage(FIELDS.trackDescriptor.thread, writeThread, process);
    }
    if (kind === 'process') {
      track.writeMessage(
        FIELDS.trackDescriptor.process,
        (_process, inner) => {
          inner.writeVarintField(FIELDS.processDescriptor.pid, numberOf(process));
          for (const part of process.argv) {
            inner.writeStringField(FIELDS.processDescriptor.cmdline, part);
          }
          inner.writeStringField(FIELDS.processDescriptor.processName, title);
          inner.writeVarintField(FIELDS.processDescriptor.startNs, ns(process.startUs));
        },
        process,
      );
    }
  };
  pbf.writeMessage(FIELDS.packet.trackDescriptor, write, undefined);
}

/** The main thread, which has the process's number. */
function writeThread(process: ProcessView, thread: PbfWriter): void {
  const pid = numberOf(process);
  thread.writeVarintField(FIELDS.threadDescriptor.pid, pid);
  thread.writeVarintField(FIELDS.threadDescriptor.tid, pid);
  thread.writeStringField(FIELDS.threadDescriptor.threadName, 'state');
}

function writeEvent(pbf: PbfWriter, event: TrackEvent, ns: Nanoseconds): void {
  const { tUs, type, track, name, category, details = {}, arrow = 0, endingArrows = [] } = event;
  pbf.writeVarintField(FIELDS.packet.timestamp, ns(tUs));
  const write = (_: undefined, inner: PbfWriter) => {
    inner.writeVarintField(FIELDS.trackEvent.type, type);
    inner.writeVarintField(FIELDS.trackEvent.trackUuid, track);
    if (category !== undefined) inner.writeStringField(FIELDS.trackEvent.categories, category);
    if (name !== undefined) inner.writeStringField(FIELDS.trackEvent.name, name);
    if (arrow !== 0) inner.writeFixed64Field(FIELDS.trackEvent.flowIds, arrow);
    for (const id of endingArrows) {
      inner.writeFixed64Field(FIELDS.trackEvent.terminatingFlowIds, id);
    }
    for (const entry of Object.entries(details)) {
      inner.writeMessage(FIELDS.trackEvent.debugAnnotations, writeAnnotation, entry);
    }
  };
  pbf.writeMessage(FIELDS.packet.trackEvent, write, undefined);
}

function writeAnnotation([name, value]: [string, string | number], annotation: PbfWriter): void {
  annotation.writeStringField(FIELDS.annotation.name, name);
  if (typeof value === 'string') {
    annotation.writeStringField(FIELDS.annotation.stringValue, value);
  } else {
    annotation.writeVarintField(FIELDS.annotation.intValue, value);
  }
}
