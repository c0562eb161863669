/**
 * What a trace costs: `node --import tsx bench/trace.ts [processes]`
 *
 * Writing and reading a session of 20 events a process, beside plain JSON lines and Chrome trace JSON;
 * all take turns in every round. A reader checks each line against its schema; the others do not.
 */
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reduceSession } from '../src/model/session-model.ts';
import { compressTrace } from '../src/trace/compress-trace.ts';
import { chromeTrace } from '../src/trace/export/chrome.ts';
import { TraceTail } from '../src/trace/trace-tail.ts';
import { TraceWriter } from '../src/trace/trace-writer.ts';
import { manyProcesses } from '../test/webview/scenarios.ts';
import { quantile } from './statistics.ts';

const ROUNDS = 5;
/** Events in one turn of the recorder's event loop. */
const TURN = 100;

const { header, events } = manyProcesses(Number(process.argv[2] ?? 10_000));
const folder = mkdtempSync(join(tmpdir(), 'forkscope-bench-'));
const file = (name: string) => join(folder, name);
const times = new Map<string, number[]>();

function timed(what: string, work: () => void): void {
  const from = performance.now();
  work();
  const all = times.get(what) ?? [];
  all.push(performance.now() - from);
  times.set(what, all);
}

function writeTrace(): void {
  const writer = new TraceWriter(file('trace'), () => undefined);
  writer.begin(header);
  events.forEach((event, i) => {
    writer.append(event);
    if (i % TURN === 0) writer.flush();
  });
  writer.close();
}

function writeLines(): void {
  const fd = openSync(file('lines'), 'w');
  for (let at = 0; at < events.length; at += TURN) {
    const turn = events.slice(at, at + TURN);
    writeSync(fd, turn.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }
  closeSync(fd);
}

function readTrace(name: string): number {
  const tail = new TraceTail(file(name));
  let count = 0;
  for (let some = tail.next(); some !== undefined; some = tail.next()) count += some.length;
  tail.dispose();
  return count;
}

try {
  for (let round = 0; round < ROUNDS; round += 1) {
    timed('write: trace', writeTrace);
    timed('write: plain JSON lines', writeLines);
    timed('write: Chrome trace JSON, of the reduced session', () => {
      writeFileSync(file('chrome'), chromeTrace(reduceSession(header, events)));
    });
    copyFileSync(file('trace'), file('compressed'));
    timed('compress: trace', () => compressTrace(file('compressed')));
    for (const name of ['trace', 'compressed']) {
      timed(`read: ${name}`, () => {
        const count = readTrace(name);
        if (count !== events.length) throw new Error(`${count} events were read from ${name}`);
      });
    }
    timed('read: plain JSON lines', () => {
      for (const line of readFileSync(file('lines'), 'utf8').split('\n')) {
        if (line !== '') JSON.parse(line);
      }
    });
    timed('read: Chrome trace JSON', () => JSON.parse(readFileSync(file('chrome'), 'utf8')));
  }
  console.log(`${events.length} events; median of ${ROUNDS}`);
  for (const [what, all] of times) {
    const ms = quantile(all, 0.5);
    console.log(`${what}: ${ms.toFixed(0)} ms, ${Math.round(events.length / ms)} events a ms`);
  }
  for (const name of ['trace', 'compressed', 'lines', 'chrome']) {
    const bytes = statSync(file(name)).size;
    console.log(`size: ${name}: ${(bytes / events.length).toFixed(1)} bytes an event`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
