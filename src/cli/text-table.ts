/** Columns as wide as their widest cell, set to the left. */
export function leftTable(rows: readonly (readonly string[])[]): string[] {
  return align(rows, () => false);
}

/** The same below a line of titles, with numbers set to the right. */
export function numberTable(rows: readonly (readonly string[])[], unit: string): string[] {
  const [, ...body] = rows;
  const isNumeric = (column: number) =>
    body.every((row) => /^(?:-?[\d.]+|\?)$/.test(row[column] ?? ''));
  const [titles = '', ...lines] = align(rows, isNumeric);
  return [`${titles}  (${unit})`, ...lines];
}

function align(
  rows: readonly (readonly string[])[],
  toTheRight: (column: number) => boolean,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  const right = widths.map((_, column) => toTheRight(column));
  return rows.map((row) =>
    row
      .map((cell, i) => (right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
