import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type RowSource, ShownRows } from './shown-rows.ts';

interface Row {
  readonly name: string;
}

/** A tree whose rows are the letters of paths: `abc` is below `ab`. */
class Tree implements RowSource<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #texts = new Map<string, string>();
  readonly #below = new Map<string, readonly string[]>();

  row(name: string): Row {
    const row = this.#rows.get(name) ?? { name };
    this.#rows.set(name, row);
    return row;
  }

  write(name: string, text: string): void {
    this.#texts.set(name, text);
  }

  grow(name: string, letters: string): void {
    this.#below.set(
      name,
      [...letters].map((letter) => name + letter),
    );
  }

  textOf({ name }: Row): string {
    return this.#texts.get(name) ?? '';
  }

  childrenOf({ name }: Row): readonly Row[] {
    return (this.#below.get(name) ?? []).map((child) => this.row(child));
  }
}

/** What an editor has drawn: it asks for a row, and for those below it where the row is open. */
class Editor {
  readonly drawn = new Map<string, string>();
  readonly below = new Map<string, readonly string[]>();
  readonly #tree: Tree;
  readonly #shown: ShownRows<Row>;
  readonly #closed: ReadonlySet<string>;

  constructor(tree: Tree, shown: ShownRows<Row>, closed: ReadonlySet<string> = new Set()) {
    this.#tree = tree;
    this.#shown = shown;
    this.#closed = closed;
  }

  draw(row: Row): void {
    const text = this.#tree.textOf(row);
    this.#shown.showed(row, text);
    this.drawn.set(row.name, text);
    if (this.#closed.has(row.name)) return;
    const children = this.#tree.childrenOf(row);
    this.#shown.listed(row, children);
    this.below.set(
      row.name,
      children.map(({ name }) => name),
    );
    for (const child of children) this.draw(child);
  }

  /** Whether what is drawn from a row down is what the tree says. */
  isTrue(row: Row): boolean {
    if (this.drawn.get(row.name) !== this.#tree.textOf(row)) return false;
    if (this.#closed.has(row.name)) return true;
    const children = this.#tree.childrenOf(row);
    const names = children.map(({ name }) => name);
    return (
      JSON.stringify(this.below.get(row.name)) === JSON.stringify(names) &&
      children.every((child) => this.isTrue(child))
    );
  }
}

describe('the rows that a tree has shown', () => {
  it('are drawn anew only where they differ', () => {
    const tree = new Tree();
    tree.grow('s', 'ab');
    tree.grow('sa', 'xy');
    const shown = new ShownRows<Row>();
    const editor = new Editor(tree, shown);
    const top = tree.row('s');
    editor.draw(top);
    assert.deepEqual(shown.takeChanged(top, tree), []);
    tree.write('sax', 'running');
    assert.deepEqual(shown.takeChanged(top, tree), [tree.row('sax')]);
    editor.draw(tree.row('sax'));
    tree.grow('sa', 'xyz');
    tree.write('sax', 'ended');
    assert.deepEqual(shown.takeChanged(top, tree), [tree.row('sa')]);
  });

  it('are told of once, until the editor has asked again', () => {
    const tree = new Tree();
    tree.grow('s', 'a');
    const shown = new ShownRows<Row>();
    const top = tree.row('s');
    new Editor(tree, shown).draw(top);
    tree.write('s', 'running');
    assert.deepEqual(shown.takeChanged(top, tree), [top]);
    tree.write('s', 'ended');
    assert.deepEqual(shown.takeChanged(top, tree), []);
  });

  it('say nothing of what is below a closed row', () => {
    const tree = new Tree();
    tree.grow('s', 'a');
    const shown = new ShownRows<Row>();
    const top = tree.row('s');
    new Editor(tree, shown, new Set(['s'])).draw(top);
    tree.grow('s', 'ab');
    tree.write('sa', 'running');
    assert.deepEqual(shown.takeChanged(top, tree), []);
  });

  it('may be two hundred thousand below one', () => {
    const top: Row = { name: 'top' };
    const children = Array.from({ length: 200_000 }, (_, i): Row => ({ name: `${i}` }));
    const shown = new ShownRows<Row>();
    for (const row of [top, ...children]) shown.showed(row, row.name);
    shown.listed(top, children);
    const now = { textOf: ({ name }: Row) => name, childrenOf: () => children };
    assert.deepEqual(shown.takeChanged(top, now), []);
    shown.forget(top);
  });

  it('are what the tree says after each change, whatever changes', () => {
    const name = fc.stringMatching(/^s[ab]{0,3}$/);
    const change = fc.oneof(
      fc.record({ name, text: fc.constantFrom('running', 'ended', 'zombie') }),
      fc.record({ name, letters: fc.constantFrom('', 'a', 'b', 'ab', 'ba') }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }),
        fc.uniqueArray(name, { maxLength: 3 }),
        (rounds, closed) => {
          const tree = new Tree();
          const shown = new ShownRows<Row>();
          const editor = new Editor(tree, shown, new Set(closed));
          const top = tree.row('s');
          editor.draw(top);
          for (const changes of rounds) {
            for (const each of changes) {
              if ('text' in each) tree.write(each.name, each.text);
              else tree.grow(each.name, each.letters);
            }
            for (const row of shown.takeChanged(top, tree)) editor.draw(row);
            assert.ok(editor.isTrue(top));
          }
        },
      ),
    );
  });
});
