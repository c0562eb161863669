/** Of a session of several hosts: a row a host, and below it the tree of its processes. */
import { groupBy } from '../model/group-by.ts';
import type { ProcessView, SessionPicture } from '../model/views.ts';
import type { Group } from './row-groups.ts';

export type Tree = Pick<SessionPicture, 'childrenOf' | 'process' | 'processes'>;

const PREFIX = 'host:';

/** Id of a host's row; no process has such an id. */
export function hostRowId(host: number): string {
  return `${PREFIX}${host}`;
}

/** A host's row stands for all of its processes. */
export function hostGroups(names: readonly string[], processes: readonly ProcessView[]): Group[] {
  const byHost = groupBy(processes, ({ host }) => host);
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
  const isTop = (process: ProcessView) => parentHost(process) !== process.host;
  const tops = groupBy(tree.processes().filter(isTop), ({ host }) => hostRowId(host));
  return {
    processes: () => tree.processes(),
    process: (id) => tree.process(id),
    childrenOf: (id) => {
      if (id === null) return [];
      const host = tree.process(id)?.host;
      return (
        tops.get(id)?.map((top) => top.id) ??
        tree.childrenOf(id).filter((child) => tree.process(child)?.host === host)
      );
    },
  };
}
