/** What a parent and its child say to each other over the child's IPC channel, once each. */
import type { ProcessErrorCode } from './process-error.ts';

/** How the child finds a function or class of the program. */
export type Address = PlaceAddress | ExportAddress;

interface PlaceAddress extends ModuleAddress {
  readonly kind: 'place';
  /** Both count from 0. */
  readonly line: number;
  readonly column: number;
  /** For messages. */
  readonly name: string;
}

interface ExportAddress extends ModuleAddress {
  readonly kind: 'export';
  readonly name: string;
}

export interface ModuleAddress {
  /** A `file:` URL. */
  readonly url: string;
  /** Whether its module is loaded with `require`, as its parent has loaded it. */
  readonly isCommonJs: boolean;
}

/** To the child: who it is and what it is to run. */
export interface Orders {
  readonly forkscope: 'orders';
  readonly name: string;
  readonly daemon: boolean;
  /** Counters on the way from the main process to this one. */
  readonly identity: readonly number[];
  readonly parent: { readonly pid: number; readonly name: string };
  /** The subclass of `Process`, where it is one. */
  readonly subclass?: Address;
  readonly target?: Address;
  /** The arguments, and the fields of the subclass's object, each serialized by V8. */
  readonly args: Uint8Array;
  readonly fields: Uint8Array;
}

/** From the child: it has found its target, or why it has not. */
export type Answer =
  | {
      readonly forkscope: 'resolved';
      /** Names of the exports that were found. */
      readonly subclass?: string;
      readonly target?: string;
    }
  | {
      readonly forkscope: 'failed';
      readonly code: ProcessErrorCode;
      readonly message: string;
      readonly cause?: unknown;
    };

/** The channel is the program's as well: what is not ours is left alone. */
export function isOrders(message: unknown): message is Orders {
  return tagOf(message) === 'orders';
}

export function isAnswer(message: unknown): message is Answer {
  const tag = tagOf(message);
  return tag === 'resolved' || tag === 'failed';
}

function tagOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'forkscope' in message
    ? message.forkscope
    : undefined;
}
