/** A session as text: its tree, waits, daemons and what else there is to say. */

import { concurrencyOf } from '../model/concurrency.ts';
import { findings } from '../model/findings/registry.ts';
import { hostName } from '../model/hosts.ts';
import { clockText } from '../model/merge/clock-text.ts';
import { safeText } from '../model/safe-text.ts';
import type { SessionModel } from '../model/session-model.ts';
import { durationText, exitText, statusOf } from '../model/status.ts';
import type { ProcessView, SessionView, WaitView } from '../model/views.ts';
import { leftTable } from './text-table.ts';

export interface TextOptions {
  /** Show the runtime's helpers, too. */
  readonly helpers?: boolean;
}

/** The whole text, with a newline at its end. Names and messages are escaped: they may be hostile. */
export function sessionText(model: SessionModel, options: TextOptions = {}): string {
  const shown = (id: string) => options.helpers === true || model.process(id)?.role !== 'helper';
  const helpers = model.processes().filter(({ role }) => role === 'helper').length;
  const folded = helpers === 0 || options.helpers === true ? [] : [foldedLine(helpers)];
  const sections = [
    [headline(model)],
    [...leftTable(treeRows(model, shown)), ...folded],
    concurrencyLines(model),
    titled('Hosts', hostLines(model)),
    titled('Waits', waitLines(model, shown)),
    titled('Daemons', daemonLines(model)),
    titled('Failed starts', failedStartLines(model)),
    titled('Findings', findingLines(model)),
    titled('Notes', noteLines(model)),
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => `${section.join('\n')}\n`)
    .join('\n');
}

/** Those of the program; the runtime's helpers are told apart. */
function ownProcesses(model: SessionModel): ProcessView[] {
  return model.processes().filter(({ role }) => role !== 'helper');
}

function headline(model: SessionModel): string {
  const session = model.session();
  const processes = ownProcesses(model);
  return [
    session.command.map((each) => safeText(each)).join(' '),
    `${processes.length} ${processes.length === 1 ? 'process' : 'processes'}`,
    durationText(session.durationUs),
    sessionStatus(session),
  ].join(' · ');
}

function sessionStatus(session: SessionView): string {
  if (!session.ended) return 'not closed';
  if (session.exit === null) return session.complete ? 'ended' : 'left processes over';
  const end = 'signal' in session.exit ? session.exit.signal : `exit ${session.exit.code}`;
  return session.complete ? end : `${end}, left processes over`;
}

function foldedLine(helpers: number): string {
  return `(${helpers} ${helpers === 1 ? 'helper' : 'helpers'} of the runtime; --helpers shows them)`;
}

/** `At most 10 processes alive at once; 1.8 ran at once on average, on 2 CPUs.` */
function concurrencyLines(model: SessionModel): string[] {
  const { durationUs } = model.session();
  const { mostAlive, averageRunning } = concurrencyOf(ownProcesses(model), durationUs);
  if (mostAlive < 2) return [];
  const { cpus } = model.header;
  const ran =
    averageRunning === null ? '' : `; ${averageRunning.toFixed(1)} ran at once on average`;
  const where =
    ran === '' || cpus === undefined ? '' : `, on ${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`;
  return [`At most ${mostAlive} processes alive at once${ran}${where}.`];
}

/** A process whose row is still to come, and the lines that lead to it. */
interface Branch {
  readonly id: string;
  readonly depth: number;
  readonly lead: string;
  readonly branch: string;
}

const LAST = '└─ ';
/** Deeper ones are told by a number: their lines would be longer than any screen. */
const DRAWN_DEPTH = 50;

function treeRows(model: SessionModel, shown: (id: string) => boolean): string[][] {
  const { hosts } = model.session();
  const ofHosts = hosts.length > 1;
  const rows = [['PROCESS', ...(ofHosts ? ['HOST'] : []), 'PID', 'PPID', 'START', 'END', 'STATUS']];
  const waitsNow = new Map<string, WaitView>();
  for (const wait of model.waits()) if (wait.endUs === null) waitsNow.set(wait.waiter, wait);
  const nameOf = (id: string) => nameFor(model, id);
  const row = (id: string, indent: string) => {
    const process = model.process(id);
    if (process === undefined) return;
    const { startUs, endUs } = process;
    rows.push([
      `${indent}${safeText(process.name)}`,
      ...(ofHosts ? [safeText(hostName(hosts, process.host))] : []),
      String(process.pid),
      process.ppid === 0 ? '?' : String(process.ppid),
      instant(startUs),
      endUs === null ? '' : instant(endUs),
      statusText(process, waitsNow.get(id), nameOf),
    ]);
  };
  const pending: Branch[] = model
    .childrenOf(null)
    .map((id) => ({ id, depth: 0, lead: '', branch: '' }))
    .reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { id, depth, lead, branch } = next;
    row(id, depth > DRAWN_DEPTH ? `${lead}(${depth} deep) ` : `${lead}${branch}`);
    const children = model.childrenOf(id).filter(shown);
    const below =
      branch === '' || depth >= DRAWN_DEPTH ? lead : `${lead}${branch === LAST ? '   ' : '│  '}`;
    for (let i = children.length - 1; i >= 0; i -= 1) {
      const branch = i === children.length - 1 ? LAST : '├─ ';
      pending.push({ id: children[i] ?? '', depth: depth + 1, lead: below, branch });
    }
  }
  return rows;
}

function statusText(
  process: ProcessView,
  wait: WaitView | undefined,
  nameOf: (id: string) => string,
): string {
  const { text } = statusOf(process, wait, nameOf);
  const marks = [
    process.daemon && process.endCause !== 'daemon-terminated' ? 'daemon' : '',
    process.role === 'helper' ? 'helper' : '',
  ].filter((mark) => mark !== '');
  return marks.length === 0 ? text : `${text} (${marks.join(', ')})`;
}

/** How the clocks of a merged session's hosts differ. */
function hostLines(model: SessionModel): string[] {
  const { hosts } = model.session();
  return hosts.length < 2 ? [] : hosts.map((host) => `${safeText(host.name)}: ${clockText(host)}`);
}

function waitLines(model: SessionModel, shown: (id: string) => boolean): string[] {
  const waits = model.waits().filter(({ waiter }) => shown(waiter));
  return leftTable(
    waits.map((wait) => [
      `${nameFor(model, wait.waiter)} → ${wait.target === null ? 'any child' : nameFor(model, wait.target)}`,
      wait.timeoutUs === null ? wait.cause : `${wait.cause}(timeout=${wait.timeoutUs / 1e6})`,
      `from ${instant(wait.startUs)}`,
      wait.endUs === null ? 'still waiting' : durationText(wait.endUs - wait.startUs),
      wait.outcome ?? '',
      wait.site === null ? '' : siteText(wait.site),
    ]),
  );
}

function daemonLines(model: SessionModel): string[] {
  const daemons = model.processes().filter(({ daemon }) => daemon);
  return daemons.map((process) => {
    const main = model.process(process.parent ?? '');
    const parentEnded = main?.codeEndedUs ?? null;
    const end =
      process.endUs === null
        ? 'still alive'
        : `until ${instant(process.endUs)}, ${process.endCause ?? 'unknown'} (${exitText(process)})`;
    const after = parentEnded === null ? '' : `; main ended ${instant(parentEnded)}`;
    return `${safeText(process.name)} ${process.pid}: from ${instant(process.startUs)} ${end}${after}`;
  });
}

function failedStartLines(model: SessionModel): string[] {
  return model.failedStarts().map(({ parent, message, site, tUs }) => {
    const where = site === null ? '' : ` at ${siteText(site)}`;
    return `${instant(tUs)} ${nameFor(model, parent)}: ${safeText(message)}${where}`;
  });
}

function findingLines(model: SessionModel): string[] {
  return findings(model, model.session().durationUs).flatMap((finding) => {
    const { severity, message, rule, site, related } = finding;
    const where = site === null ? '' : `, ${siteText(site)}`;
    return [
      `${severity}: ${message} [${rule}]${where}`,
      ...related.map((each) => `  ${each.message.replace(/\.$/, '')}: ${siteText(each.site)}`),
    ];
  });
}

function noteLines(model: SessionModel): string[] {
  const { notices, sources, hosts, lostEvents, ambiguousEvents } = model.session();
  const lines = [...notices];
  for (const { name, host, message } of sources) {
    const where = hosts.length < 2 ? '' : ` (${hostName(hosts, host)})`;
    if (message !== null) lines.push(`${name}${where}: ${message}`);
  }
  if (lostEvents > 0) lines.push(`${lostEvents} events were lost.`);
  if (ambiguousEvents > 0) lines.push(`${ambiguousEvents} events fit no process for certain.`);
  return lines.map((line) => safeText(line, 1_000));
}

function nameFor(model: SessionModel, id: string): string {
  const process = model.process(id);
  return process === undefined ? id : safeText(process.name);
}

function siteText({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${safeText(file)}:${line}`;
}

/** `1.234 s` after the session's start. */
function instant(us: number): string {
  return `${(us / 1e6).toFixed(3)} s`;
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}
