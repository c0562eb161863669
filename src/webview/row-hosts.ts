/** Of a session of several hosts: a row a host, and below it the tree of its processes. */
import type { ProcessView, SessionPicture } from '../model/views.ts';
import type { Group } from './row-groups.ts';

export type Tree = Pick<SessionPicture, 'childrenOf' | 'process' | 'processes'>;

const PREFIX = 'host:';

/** Id of a host's row; no process has such an id. */
export function hostRowId(host: number): string {
  return `${PREFIX}${host}`;
}

/** Index of the host of such a row; undefined for a row of another kind. */
export function hostOfRow(id: string): number | undefined {
  return id.startsWith(PREFIX) ? Number(id.slice(PREFIX.length)) : undefined;
}

/** A host's row stands for all of its processes. */
export function hostGroups(names: readonly string[], processes: readonly ProcessView[]): Group[] {
  const byHost = new Map<number, ProcessView[]>();
  for (const process of processes) {
    const members = byHost.get(process.host);
    if (members === undefined) byHost.set(process.host, [process]);
    else members.push(process);
  }
  return [...byHost]
    .sort(([a], [b]) => a - b)
    .map(([host, members]) => ({
      id: hostRowId(host),
      kind: 'host',
      name: names[host] ?? '',
      members,
    }));
}

/** The tree, in which the children of a host's row are those that have no parent on that host. */
export function treeByHost(tree: Tree): Tree {
  const parentHost = ({ parent }: ProcessView) =>
    parent === null ? undefined : tree.process(parent)?.host;
  const tops = new Map<string, string[]>();
  for (const process of tree.processes()) {
    if (parentHost(process) === process.host) continue;
    const id = hostRowId(process.host);
    const known = tops.get(id);
    if (known === undefined) tops.set(id, [process.id]);
    else known.push(process.id);
  }
  return {
    processes: () => tree.processes(),
    process: (id) => tree.process(id),
    childrenOf: (id) => {
      if (id === null) return [];
      const host = tree.process(id)?.host;
      return (
        tops.get(id) ?? tree.childrenOf(id).filter((child) => tree.process(child)?.host === host)
      );
    },
  };
}
