/** What a tree can be asked about one of its rows. */
export interface RowSource<Row> {
  /** All that is drawn of the row itself. Equal texts look the same. */
  textOf(row: Row): string;
  /** The rows right below it. A row is always the same object. */
  childrenOf(row: Row): readonly Row[];
}

/**
 * What the editor has been given of a tree's rows, so that only those that differ are drawn anew.
 *
 * That matters for more than speed: while a row is drawn anew, the editor knows none of the rows
 * below it, and what the user chooses from the menu of one of them comes to nothing.
 */
export class ShownRows<Row> {
  readonly #texts = new Map<Row, string>();
  readonly #children = new Map<Row, readonly Row[]>();

  /** The editor has been given a row. */
  showed(row: Row, text: string): void {
    this.#texts.set(row, text);
  }

  /** The editor has been given the rows below a row. */
  listed(row: Row, children: readonly Row[]): void {
    this.#children.set(row, children);
  }

  /** Until the editor asks for them again, nothing is known of a row and of those below it. */
  forget(row: Row): void {
    const gone = [row];
    for (let each = gone.pop(); each !== undefined; each = gone.pop()) {
      // One by one: as arguments of a call, a hundred thousand are too many.
      for (const child of this.#children.get(each) ?? []) gone.push(child);
      this.#texts.delete(each);
      this.#children.delete(each);
    }
  }

  /**
   * Of the rows from `top` down, the uppermost that the editor has and would be given differently now.
   * It is to ask for them again, so they are forgotten.
   */
  takeChanged(top: Row, now: RowSource<Row>): Row[] {
    const changed: Row[] = [];
    const rows = [top];
    for (let row = rows.pop(); row !== undefined; row = rows.pop()) {
      const text = this.#texts.get(row);
      if (text === undefined) continue;
      const children = this.#children.get(row);
      if (
        text !== now.textOf(row) ||
        (children !== undefined && !areSame(children, now.childrenOf(row)))
      ) {
        changed.push(row);
        this.forget(row);
      } else for (const child of children ?? []) rows.push(child);
    }
    return changed;
  }
}

function areSame<Row>(some: readonly Row[], others: readonly Row[]): boolean {
  return some.length === others.length && some.every((row, index) => row === others[index]);
}
