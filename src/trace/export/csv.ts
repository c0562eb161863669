import { hostName } from '../../model/hosts.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { exitText } from '../../model/status.ts';

type Cell = string | number | boolean | null;

/** A line a process; times in µs from the session's start. */
export function processesCsv(model: SessionModel): string {
  const titles = [
    ...['id', 'pid', 'ppid', 'parent', 'name', 'kind', 'role', 'daemon', 'start_us', 'end_us'],
    ...['code_ended_us', 'exit', 'end_cause', 'zombie_us', 'start_file', 'start_line', 'command'],
    'host',
  ];
  const { hosts } = model.session();
  const rows = model
    .processes()
    .map((each): Cell[] => [
      ...[each.id, each.pid, each.ppid, each.parent, each.name, each.kind, each.role, each.daemon],
      ...[each.startUs, each.endUs, each.codeEndedUs],
      each.endUs === null ? null : exitText(each),
      ...[each.endCause, each.zombieUs, each.startSite?.file ?? null, each.startSite?.line ?? null],
      each.argv.join(' '),
      hostName(hosts, each.host),
    ]);
  return csv(titles, rows);
}

/** A line a wait; `waiter` and `target` are the ids of the processes' table. */
export function waitsCsv(model: SessionModel): string {
  const titles = [
    ...['waiter', 'target', 'cause', 'start_us', 'end_us', 'timeout_us', 'outcome'],
    ...['file', 'line', 'evidence'],
  ];
  const rows = model
    .waits()
    .map((wait): Cell[] => [
      ...[wait.waiter, wait.target, wait.cause, wait.startUs, wait.endUs, wait.timeoutUs],
      ...[wait.outcome, wait.site?.file ?? null, wait.site?.line ?? null, wait.evidence],
    ]);
  return csv(titles, rows);
}

/** RFC 4180: lines end with CR LF, cells with quotes, commas or line ends are quoted. */
function csv(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [titles, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  // A spreadsheet would run a text that begins like a formula; its own sign for "text" keeps it from that.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
