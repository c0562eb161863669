/** Which process of one session is which of another: the same step of the same program, run twice. */
import { groupBy } from '../group-by.ts';
import { baseName } from '../naming.ts';
import type { ProcessView, SessionPicture } from '../views.ts';

/** A process of session A and its counterpart in session B; null where one has none. */
export interface AlignedPair {
  readonly a: string | null;
  readonly b: string | null;
  /** Index of the pair of their parents in the list; null at the top of the tree. */
  readonly parent: number | null;
  readonly depth: number;
}

/** What of a session is asked for. */
type ProcessTree = Pick<SessionPicture, 'childrenOf' | 'process'>;

type Key = (process: ProcessView) => string | null;

/**
 * By what siblings know each other, the surest first. Lines move when a program is edited, names may
 * have a number or a PID in them; of what has both in common, or the same order among its like, it is
 * assumed that it is the same.
 */
const KEYS: readonly Key[] = [
  (process) => join(siteOf(process), process.name),
  (process) => join(fileOf(process), process.name),
  (process) => join(siteOf(process), workOf(process) ?? process.kind),
  ({ name }) => name,
  (process) => join(fileOf(process), workOf(process)),
];

/**
 * Aligns the trees from the top. Every process of both sessions is in exactly one pair, and each pair
 * comes after that of its parents. The runtime's helpers are left out with all below them.
 */
export function alignSessions(a: ProcessTree, b: ProcessTree): AlignedPair[] {
  const pairs: AlignedPair[] = [];
  const roots = alignSiblings(childrenOf(a, null), childrenOf(b, null));
  const open = asPairs(inOrder(roots), null, 0).reverse();
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const at = pairs.push(pair) - 1;
    // Below a process that has no counterpart, nothing has one.
    const children = alignSiblings(
      pair.a === null ? [] : childrenOf(a, pair.a),
      pair.b === null ? [] : childrenOf(b, pair.b),
    );
    for (const child of asPairs(children, at, pair.depth + 1).reverse()) open.push(child);
  }
  return pairs;
}

type Siblings = [a: ProcessView | undefined, b: ProcessView | undefined];

function asPairs(siblings: readonly Siblings[], parent: number | null, depth: number) {
  return siblings.map(([a, b]) => ({ a: a?.id ?? null, b: b?.id ?? null, parent, depth }));
}

/** Main is main, whatever it is called: what has no counterpart at the top is aligned as it comes. */
function inOrder(roots: readonly Siblings[]): Siblings[] {
  const added = roots.flatMap(([a, b]) => (a === undefined && b !== undefined ? [b] : []));
  const aligned = roots.flatMap(([a, b]): Siblings[] =>
    a === undefined ? [] : [[a, b ?? added.shift()]],
  );
  return [...aligned, ...added.map((each): Siblings => [undefined, each])];
}

function alignSiblings(a: readonly ProcessView[], b: readonly ProcessView[]): Siblings[] {
  const counterparts = new Map<ProcessView, ProcessView>();
  const taken = new Set<ProcessView>();
  for (const key of KEYS) {
    if (counterparts.size === a.length || taken.size === b.length) break;
    // Last ones first: the first of those that are left is taken from the end.
    const waiting = groupBy(b.filter((each) => !taken.has(each)).reverse(), key);
    for (const each of a) {
      const name = counterparts.has(each) ? null : key(each);
      const other = name === null ? undefined : waiting.get(name)?.pop();
      if (other === undefined) continue;
      counterparts.set(each, other);
      taken.add(other);
    }
  }
  // What is new stands behind the last of its siblings that was there before.
  const newAfter = new Map<ProcessView | undefined, ProcessView[]>();
  let last: ProcessView | undefined;
  for (const each of b) {
    if (taken.has(each)) last = each;
    else group(newAfter, last, each);
  }
  const newBehind = (other: ProcessView | undefined) =>
    (newAfter.get(other) ?? []).map((each): Siblings => [undefined, each]);
  return [
    ...newBehind(undefined),
    ...a.flatMap((each): Siblings[] => {
      const other = counterparts.get(each);
      return [[each, other], ...(other === undefined ? [] : newBehind(other))];
    }),
  ];
}

function group<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}

function childrenOf(picture: ProcessTree, parent: string | null): ProcessView[] {
  return picture.childrenOf(parent).flatMap((id) => {
    const child = picture.process(id);
    return child === undefined || child.role === 'helper' ? [] : [child];
  });
}

/** Programs are moved and run from other folders: of a file its own name counts. */
function fileOf({ startSite }: ProcessView): string | null {
  return startSite === null ? null : baseName(startSite.file);
}

function siteOf(process: ProcessView): string | null {
  return join(fileOf(process), process.startSite === null ? null : String(process.startSite.line));
}

/** What it runs, where its name says nothing. */
function workOf({ target, className, argv }: ProcessView): string | null {
  return className ?? target ?? (argv[0] === undefined ? null : baseName(argv[0]));
}

function join(...parts: readonly (string | null)[]): string | null {
  return parts.includes(null) ? null : parts.join('\0');
}
