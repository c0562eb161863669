/** The rows of two sessions beside each other: a row for each pair of processes that are the same. */
import { assertUnreachable } from '../../model/assert-unreachable.ts';
import type {
  ComparedProcess,
  Comparison,
  DifferenceKind,
} from '../../model/comparison/compare.ts';
import { safeText } from '../../model/safe-text.ts';
import { exitText } from '../../model/status.ts';
import { t } from '../l10n.ts';
import type { Row, Rows } from '../rows.ts';
import type { Snapshot } from '../snapshot.ts';
import { shortDuration } from '../texts.ts';
import type { SceneRows } from '../timeline/scene.ts';

export interface ComparedRow extends Row {
  readonly compared: ComparedProcess;
}

/** The rows of both sessions, and what each of their timelines draws of them. */
export interface ComparedRows extends Rows {
  readonly list: readonly ComparedRow[];
  readonly a: SceneRows;
  readonly b: SceneRows;
}

/** @param onlyDifferences leaves out what is the same, unless something below it is not. */
export function comparedRows(
  { processes }: Comparison,
  a: Pick<Snapshot, 'process'>,
  b: Pick<Snapshot, 'process'>,
  onlyDifferences: boolean,
): ComparedRows {
  const wanted = onlyDifferences ? differingOrAbove(processes) : undefined;
  const list: ComparedRow[] = [];
  processes.forEach((compared, pair) => {
    if (wanted?.has(pair) === false) return;
    const process = b.process(compared.b ?? '') ?? a.process(compared.a ?? '');
    if (process === undefined) return;
    list.push({
      id: String(pair),
      process,
      compared,
      group: null,
      above: compared.parent === null ? null : String(compared.parent),
      depth: compared.depth,
      setSize: -1,
      posInSet: list.length + 1,
      expandable: false,
      expanded: false,
      context: compared.differences.length === 0,
    });
  });
  return {
    list,
    indexById: new Map(list.map(({ id }, index) => [id, index])),
    helpers: 0,
    a: sideRows(list, a, 'a'),
    b: sideRows(list, b, 'b'),
  };
}

function sideRows(
  list: readonly ComparedRow[],
  side: Pick<Snapshot, 'process'>,
  which: 'a' | 'b',
): SceneRows {
  const rows = list.map((row): Row | undefined => {
    const process = side.process(row.compared[which] ?? '');
    return process === undefined ? undefined : { ...row, id: process.id, process };
  });
  const indexById = new Map<string, number>();
  rows.forEach((row, index) => {
    if (row !== undefined) indexById.set(row.id, index);
  });
  return { list: rows, indexById };
}

function differingOrAbove(processes: readonly ComparedProcess[]): Set<number> {
  const wanted = new Set<number>();
  processes.forEach(({ differences }, pair) => {
    if (differences.length === 0) return;
    for (let at: number | null | undefined = pair; at != null && !wanted.has(at); ) {
      wanted.add(at);
      at = processes[at]?.parent;
    }
  });
  return wanted;
}

/** What is different of a process, in words. */
export function differenceTexts({
  differences,
  livedUs,
  waitedUs,
  exit,
}: ComparedProcess): string[] {
  const change = (times: ComparedProcess['livedUs']) => {
    const moreUs = (times?.b ?? 0) - (times?.a ?? 0);
    return `${moreUs < 0 ? '−' : '+'}${shortDuration(Math.abs(moreUs))}`;
  };
  return differences.map((kind: DifferenceKind): string => {
    switch (kind) {
      case 'new':
        return t('new');
      case 'lost':
        return t('lost');
      case 'exit-changed': {
        const text = (status: NonNullable<typeof exit>['a']) =>
          safeText(exitText({ exit: status }), 20);
        return exit === null ? '' : t('exit {0} → {1}', text(exit.a), text(exit.b));
      }
      case 'slower':
      case 'faster':
        return t('lived {0}', change(livedUs));
      case 'waits-longer':
      case 'waits-shorter':
        return t('waited {0}', change(waitedUs));
      default:
        return assertUnreachable(kind);
    }
  });
}
