/** What a schema does not say of a launch plan: names, and who may come after whom. */
import { findNodeAtLocation, getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { Compile } from 'typebox/compile';
import { LaunchPlan, type PlannedProcess } from './plan-schema.ts';

/** Way to a value within another one. */
export type Path = readonly (string | number)[];

export interface BrokenRule {
  /** Within the list of processes. */
  readonly path: Path;
  /** One sentence. */
  readonly what: string;
}

/** A problem of a text, where it stands in it. */
export interface PlanProblem {
  /** In UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  readonly what: string;
}

const { processes: ProcessList } = LaunchPlan.properties;
const validator = Compile(ProcessList);

/**
 * The rules that are broken in a text of JSON: one at most in each list of processes. What is not of
 * the schema is left out; whoever knows the schema says that.
 * @param lists ways to where such lists may stand.
 */
export function brokenRulesIn(
  text: string,
  lists: (root: unknown) => readonly Path[],
): PlanProblem[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (tree === undefined) return [];
  return lists(getNodeValue(tree)).flatMap((list) => {
    const node = findNodeAtLocation(tree, [...list]);
    const processes: unknown = node === undefined ? undefined : getNodeValue(node);
    const broken = validator.Check(processes) ? ruleBroken(processes) : undefined;
    if (broken === undefined) return [];
    const { offset, length } = nodeAt(tree, [...list, ...broken.path]);
    return [{ offset, length, what: broken.what }];
  });
}

/** The first rule that the processes of a plan break, whose form is right; undefined for none. */
export function ruleBroken(processes: readonly PlannedProcess[]): BrokenRule | undefined {
  // Of two that have one name, the first has it.
  const byName = new Map(processes.toReversed().map((each) => [each.name, each]));
  for (const [index, each] of processes.entries()) {
    const { name, script, command, after = [] } = each;
    if (byName.get(name) !== each) {
      return { path: [index, 'name'], what: `There are two processes of the name ${name}.` };
    }
    if ((script === undefined) === (command === undefined)) {
      return { path: [index], what: `${name} needs a script or a command, and not both.` };
    }
    for (const [at, other] of after.entries()) {
      const path = [index, 'after', at];
      const needed = byName.get(other);
      if (needed === undefined) {
        return { path, what: `${name} is after ${other}, which is not in the plan.` };
      }
      if (needed.daemon === true) {
        const what = `${name} is after ${other}, a daemon, which ends only after all others.`;
        return { path, what };
      }
      const cycle = cycleFrom(other, name, byName);
      if (cycle !== undefined) {
        const what = `Each of these is after the next one, for ever: ${[name, ...cycle].join(', ')}.`;
        return { path, what };
      }
    }
  }
  return undefined;
}

/** The way from one process to another along what they are after; undefined without one. */
function cycleFrom(
  from: string,
  to: string,
  byName: ReadonlyMap<string, PlannedProcess>,
): string[] | undefined {
  // Whence each was come to. A list of what is to be gone on from: a plan may be a long chain.
  const before = new Map<string, string | undefined>([[from, undefined]]);
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) {
      const way: string[] = [];
      for (let step: string | undefined = at; step !== undefined; step = before.get(step)) {
        way.unshift(step);
      }
      return way;
    }
    for (const next of byName.get(at)?.after ?? []) {
      if (before.has(next)) continue;
      before.set(next, at);
      open.push(next);
    }
  }
  return undefined;
}

/** The node of a value, or of what is nearest to it. */
export function nodeAt(tree: Node, path: Path): Node {
  for (let length = path.length; length > 0; length -= 1) {
    const found = findNodeAtLocation(tree, path.slice(0, length));
    // Of a property, the line of its name.
    if (found !== undefined) return found.parent?.type === 'property' ? found.parent : found;
  }
  return tree;
}
