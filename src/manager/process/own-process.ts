/** What this process is in its family. Changed once, in a child, when its orders have come. */
export interface OwnProcess {
  name: string;
  daemon: boolean;
  /** Counters on the way from the main process to this one; empty for the main process. */
  identity: readonly number[];
  parent: { readonly pid: number; readonly name: string } | undefined;
  /** A child that has not yet found its target: no code of the program's may start processes. */
  isBootstrapping: boolean;
}

export const own: OwnProcess = {
  name: 'MainProcess',
  daemon: false,
  identity: [],
  parent: undefined,
  isBootstrapping: false,
};

let made = 0;

/** The identity of the next process made here. */
export function nextIdentity(): readonly number[] {
  made += 1;
  return [...own.identity, made];
}
