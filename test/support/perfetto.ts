/** Reads Perfetto traces against the published schema. */
import assert from 'node:assert/strict';
import protobuf from 'protobufjs';

const { root } = protobuf.loadSync('test/support/perfetto.proto') as unknown as {
  root: protobuf.Root;
};
const Trace = root.lookupType('perfetto.protos.Trace');

export interface Packet {
  timestamp?: string;
  processTree?: { processes: { pid: number; ppid: number; cmdline?: string[] }[] };
  trackDescriptor?: {
    uuid: string;
    parentUuid?: string;
    process?: { pid: number; processName: string };
  };
  trackEvent?: {
    type: string;
    trackUuid: string;
    name?: string;
    flowIds?: string[];
    terminatingFlowIds?: string[];
  };
}

/** The packets of a trace; fails where they hold what the schema does not know. */
export function decodePerfetto(bytes: Uint8Array): Packet[] {
  const message = Trace.decode(bytes);
  assert.equal(Trace.encode(message).finish().length, bytes.length);
  assert.equal(Trace.verify(Trace.toObject(message)), null);
  return Trace.toObject(message, { longs: String, enums: String }).packet ?? [];
}
