/** The tree as text, as it stands in the panel. */
import { groupStatus, groupTitle } from '../row-groups.ts';
import type { Row, Rows } from '../rows.ts';
import type { Snapshot } from '../snapshot.ts';
import { instantText } from '../texts.ts';

/** A line for each row, children indented; with a newline at its end. */
export function treeText({ list }: Rows, snapshot: Snapshot): string {
  const cells = list.map((row) => cellsOf(row, snapshot));
  const widths = [0, 1, 2, 3].map((i) =>
    cells.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0),
  );
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function cellsOf({ process, group, depth }: Row, snapshot: Snapshot): string[] {
  const indent = '  '.repeat(depth);
  const { startUs, endUs } = process;
  if (group !== null) {
    const { text } = groupStatus(group, (each) => snapshot.statusOf(each));
    return [`${indent}${groupTitle(group)}`, '', '', '', text];
  }
  return [
    `${indent}${snapshot.nameOf(process.id)}`,
    String(process.pid),
    instantText(startUs),
    endUs === null ? '' : instantText(endUs),
    snapshot.statusOf(process).text,
  ];
}
