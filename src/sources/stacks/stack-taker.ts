import type { StackThread } from '../../model/facts.ts';

/** The stacks of a process, or one sentence on why there are none. */
export type StackAnswer =
  | { readonly threads: readonly StackThread[] }
  | { readonly failure: string };

/** Asks processes of one runtime where their threads stand. */
export interface StackTaker {
  /** Whether the process is one that could be asked; false leaves it to another taker. */
  knows(pid: number): boolean;
  /** Asks one process; never two at a time. */
  take(pid: number): Promise<StackAnswer>;
}
