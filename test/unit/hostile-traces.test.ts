import assert from 'node:assert/strict';
import fc from 'fast-check';
import type Type from 'typebox';
import { Value } from 'typebox/value';
import {
  type ProcessRef,
  type SessionEvent,
  sessionEventSchemas,
} from '../../src/model/process-event.ts';
import { reduceSession } from '../../src/model/session-model.ts';
import { isSessionEvent } from '../../src/trace/trace-format.ts';
import { mutatedTrace, randomOf } from '../support/mutated-trace.ts';
import { useTrace } from '../support/use-trace.ts';
import { header, interleave, worlds } from '../support/world.ts';
import { hostile, tutorial } from '../webview/scenarios.ts';

const base = { source: 'procfs', evidence: 'sampled' } as const;
const bytesOf = (events: readonly SessionEvent[]) =>
  Buffer.from(`${[header, ...events].map((each) => JSON.stringify(each)).join('\n')}\n`);

/** One event of each type, as its schema makes it. */
const oneOfEach = Object.values(sessionEventSchemas).map((schema) => {
  const event: unknown = Value.Create(schema as Type.TSchema);
  assert.ok(isSessionEvent(event), JSON.stringify(event));
  return event;
});

describe('a trace that is no longer what was written', function () {
  this.timeout(120_000);
  const sound = [
    oneOfEach,
    hostile.events,
    tutorial.events,
    ...fc.sample(worlds, { numRuns: 20, seed: 8 }).map(({ streams }) => interleave(streams, [0])),
  ];

  it('opens to what is sound, whatever was done to it', () => {
    const random = randomOf(20_261_125);
    let opened = 0;
    for (let i = 0; i < 500; i += 1) {
      const events = sound[i % sound.length] ?? [];
      if (useTrace(mutatedTrace(events, random, 1 + Math.floor(random() * 6)))) opened += 1;
    }
    assert.ok(opened > 250, `${opened} opened`);
  });

  it('opens when it is cut at any byte', () => {
    const bytes = bytesOf(oneOfEach);
    for (let at = 0; at <= bytes.length; at += 1) useTrace(bytes.subarray(0, at));
  });
});

describe('a trace that was made to do harm', function () {
  this.timeout(120_000);
  const started = (pid: number, ppid: number, tUs = pid): SessionEvent => {
    const process: ProcessRef = { pid, birth: [tUs, 0] };
    return { type: 'started', tUs, ...base, process, ppid };
  };

  it('opens with 10,000 processes one below the other', () => {
    const events = Array.from({ length: 10_000 }, (_, i) => started(i + 1, i));
    assert.ok(useTrace(bytesOf(events)));
  });

  it('is reduced with 130,000 processes beside each other', () => {
    const events = Array.from({ length: 130_000 }, (_, i) => started(i + 2, 1));
    const model = reduceSession(header, [started(1, 0), ...events]);
    assert.equal(model.processes().length, 130_001);
  });

  it('opens with circles of parents', () => {
    const events = Array.from({ length: 1_000 }, (_, i) =>
      started(i + 1, ((i + 1) % 1_000) + 1, 5),
    );
    assert.ok(useTrace(bytesOf(events)));
  });

  it('opens with 500 lives of one PID', () => {
    const events = Array.from({ length: 500 }, (_, i) => started(7, 1, i * 100));
    assert.ok(useTrace(bytesOf(events)));
  });
});
