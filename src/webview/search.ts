/** Where a text occurs: in names, PIDs, command lines and what the processes wrote. */
import type { ProcessView, SessionPicture } from '../model/views.ts';

/** Ids of the processes in which `query` occurs, in tree order; none for an empty query. */
export function matchesOf(picture: SessionPicture, query: string): string[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const wrote = new Set<string>();
  for (const { process, text } of picture.output()) {
    if (!wrote.has(process) && text.toLowerCase().includes(wanted)) wrote.add(process);
  }
  return picture
    .processes()
    .filter((process) => wrote.has(process.id) || isAbout(process, wanted))
    .map(({ id }) => id);
}

function isAbout(process: ProcessView, wanted: string): boolean {
  const { name, pid, target, className, argv } = process;
  return (
    name.toLowerCase().includes(wanted) ||
    String(pid).includes(wanted) ||
    target?.toLowerCase().includes(wanted) === true ||
    className?.toLowerCase().includes(wanted) === true ||
    argv.some((each) => each.toLowerCase().includes(wanted))
  );
}

/** The match after (`by` 1) or before (`by` -1) the current one; around the ends. */
export function neighbourMatch(
  matches: readonly string[],
  current: string | null,
  by: 1 | -1,
): string | undefined {
  const index = current === null ? -1 : matches.indexOf(current);
  if (index === -1) return by === 1 ? matches[0] : matches.at(-1);
  return matches[(index + by + matches.length) % matches.length];
}
