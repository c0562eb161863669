/** The comparison of two sessions as text: what differs, and where in the tree. */
import type { ComparedProcess, Comparison } from '../model/comparison/compare.ts';
import { safeText } from '../model/safe-text.ts';
import type { SessionModel } from '../model/session-model.ts';
import { durationText, exitText } from '../model/status.ts';
import { leftTable } from './text-table.ts';

/** The whole text, with a newline at its end. Names are escaped: they may be hostile. */
export function comparisonText(a: SessionModel, b: SessionModel, comparison: Comparison): string {
  const { processes, durationUs, exit } = comparison;
  const changed = processes.filter(({ differences }) => differences.length > 0);
  const paired = processes.filter((each) => each.a !== null && each.b !== null).length;
  const head = [
    `A: ${titleOf(a)} · ${durationText(durationUs.a)} · exit ${exitText({ exit: exit.a })}`,
    `B: ${titleOf(b)} · ${durationText(durationUs.b)} · exit ${exitText({ exit: exit.b })}`,
  ];
  if (changed.length === 0) return `${head.join('\n')}\n\nNo differences in ${count(paired)}.\n`;
  const nameOf = (each: ComparedProcess) => safeText(viewOf(a, b, each)?.name ?? '?');
  const rows = changed.map((each) => [
    placeOf(processes, each, nameOf),
    each.differences.join(', '),
    change(each, 'livedUs', 'lived'),
    change(each, 'waitedUs', 'waited'),
    exitChange(each),
    siteOf(viewOf(a, b, each)?.startSite ?? null),
  ]);
  const unchanged = processes.length - changed.length;
  const rest = `${count(changed.length)} differ, ${unchanged} do not.`;
  return `${[...head, '', ...leftTable(rows), '', rest].join('\n')}\n`;
}

function titleOf({ header }: SessionModel): string {
  return header.command.map((part) => safeText(part)).join(' ');
}

function count(n: number): string {
  return n === 1 ? '1 process' : `${n} processes`;
}

function viewOf(a: SessionModel, b: SessionModel, each: ComparedProcess) {
  return a.process(each.a ?? '') ?? b.process(each.b ?? '');
}

/** `app.py › load`: its parent and itself. */
function placeOf(
  all: readonly ComparedProcess[],
  each: ComparedProcess,
  nameOf: (each: ComparedProcess) => string,
): string {
  const parent = each.parent === null ? undefined : all[each.parent];
  return parent === undefined ? nameOf(each) : `${nameOf(parent)} › ${nameOf(each)}`;
}

/** `lived 0.5 s → 2.1 s`, where that is one of the differences. */
function change(each: ComparedProcess, what: 'livedUs' | 'waitedUs', word: string): string {
  const kinds = what === 'livedUs' ? ['slower', 'faster'] : ['waits-longer', 'waits-shorter'];
  const times = each[what];
  if (times === null || !each.differences.some((kind) => kinds.includes(kind))) return '';
  return `${word} ${durationText(times.a)} → ${durationText(times.b)}`;
}

function exitChange({ exit, differences }: ComparedProcess): string {
  if (exit === null || !differences.includes('exit-changed')) return '';
  return `exit ${exitText({ exit: exit.a })} → ${exitText({ exit: exit.b })}`;
}

function siteOf(site: { readonly file: string; readonly line: number } | null): string {
  return site === null ? '' : safeText(`${site.file.split('/').at(-1) ?? ''}:${site.line}`);
}
