/** The infix goes before the ending: `out.waits.csv` for `out.csv` and `.waits`. */
export function exportedFileName(asked: string, infix: string): string {
  const dot = asked.lastIndexOf('.');
  const hasEnding = dot > Math.max(asked.lastIndexOf('/'), asked.lastIndexOf('\\')) + 1;
  return hasEnding ? `${asked.slice(0, dot)}${infix}${asked.slice(dot)}` : `${asked}${infix}`;
}
