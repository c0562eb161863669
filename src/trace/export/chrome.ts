import { pidText } from '../../model/hosts.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { sessionTracks } from './tracks.ts';

/** One event of the Trace Event Format (JSON Object Format); `ts` and `dur` in µs. */
export interface ChromeEvent {
  readonly ph: 'M' | 'X' | 'i' | 's' | 'f';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly [field: string]: unknown;
}

/** Thread number of the states; waits follow. The format has threads, and we have rows. */
const STATES_ROW = 0;
/** Lives of a PID after its first, and those of other hosts, get a number that no PID is. */
const PID_SPAN = 2 ** 23;

/**
 * The session for chrome://tracing and what else reads its JSON: a process each, its states in one row and
 * its waits in the next, arrows from a wait to the end that it was for.
 */
export function chromeTrace(model: SessionModel): string {
  const { hosts } = model.session();
  const lives = new Map<number, number>();
  const events: ChromeEvent[] = [];
  for (const tracks of sessionTracks(model)) {
    const { process, title, index, states, waits, instants } = tracks;
    const life = lives.get(process.pid) ?? 0;
    lives.set(process.pid, life + 1);
    const pid = process.pid + life * PID_SPAN;
    const meta = (name: string, tid: number, args: object) =>
      events.push({ ph: 'M', name, pid, tid, ts: 0, args });
    meta('process_name', 0, { name: title });
    meta('process_sort_index', 0, { sort_index: index });
    meta('process_labels', 0, {
      labels: `${pidText(process, hosts)}, parent ${process.ppid}`,
    });
    meta('thread_name', STATES_ROW, { name: 'state' });
    const rows = [states, ...waits];
    for (const [tid, row] of rows.entries()) {
      if (tid !== STATES_ROW) meta('thread_name', tid, { name: 'waits' });
      const cat = tid === STATES_ROW ? 'state' : 'wait';
      for (const { name, startUs, endUs, details, arrow } of row) {
        const place = { name, cat, pid, tid, ts: startUs };
        events.push({ ph: 'X', ...place, dur: endUs - startUs, args: details });
        if (arrow !== 0) events.push({ ph: 's', ...place, cat: 'wait', id: arrow });
      }
    }
    for (const { name, tUs, arrows } of instants) {
      const place = { name, cat: 'process', pid, tid: STATES_ROW, ts: tUs };
      events.push({ ph: 'i', ...place, s: 'p' });
      for (const id of arrows) events.push({ ph: 'f', ...place, cat: 'wait', id, bp: 'e' });
    }
  }
  const names = new Map(events.flatMap((each) => (each.ph === 's' ? [[each.id, each.name]] : [])));
  // The two ends of an arrow carry the same name.
  const traceEvents = events.map((each) =>
    each.ph === 'f' ? { ...each, name: names.get(each.id) ?? each.name } : each,
  );
  const { id, command, startedAt } = model.session();
  return `${JSON.stringify({
    traceEvents,
    displayTimeUnit: 'ms',
    otherData: { session: id, command: command.join(' '), startedAt },
  })}\n`;
}
