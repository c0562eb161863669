/** Puts the lines of a process's output together, and leaves out what is too much. Pure. */
import type { Static } from 'typebox';
import type { Output } from '../../protocol/probe-messages.ts';
import type { OutputBudget } from './output-budget.ts';

/** A line, and how many bytes of its stream before it are not kept. */
export interface OutputLine {
  readonly stream: Stream;
  readonly text: string;
  readonly tUs: number;
  readonly skippedBytes: number;
}

type Stream = 'stdout' | 'stderr';

/** A longer line, or one without an end, is kept in pieces of this many characters. */
const MAX_LINE = 8_192;
/** So many characters of a line cost as much as one line more. */
const CHARACTERS_PER_LINE = 256;

interface StreamState {
  unfinished: string;
  skippedBytes: number;
  /** The last line that was left out: it is kept should it stay the last. */
  leftOut: { readonly text: string; readonly tUs: number } | undefined;
}

export class OutputLines {
  readonly #budgets: readonly OutputBudget[];
  readonly #streams = { stdout: fresh(), stderr: fresh() };

  /** @param budgets each must have room for a line; those of its process and its session. */
  constructor(budgets: readonly OutputBudget[]) {
    this.#budgets = budgets;
  }

  /** Whole lines of what was written at `tUs`; the rest waits for its end. */
  write(message: Pick<Static<typeof Output>, 'stream' | 'text' | 'skipped'>, tUs: number) {
    const { stream, text, skipped = 0 } = message;
    const state = this.#streams[stream];
    const lines: OutputLine[] = [];
    if (skipped > 0) {
      // What was begun before the gap does not go on after it.
      if (state.unfinished !== '') this.#add(lines, stream, state.unfinished, tUs);
      state.unfinished = '';
      state.skippedBytes += skipped;
    }
    const parts = `${state.unfinished}${text}`.split('\n');
    let rest = parts.pop() ?? '';
    for (const part of parts) this.#addWhole(lines, stream, part, tUs);
    for (; rest.length > MAX_LINE; rest = rest.slice(MAX_LINE)) {
      this.#add(lines, stream, rest.slice(0, MAX_LINE), tUs, 0);
    }
    state.unfinished = rest;
    return lines;
  }

  /** What there is still to say of each stream, once nothing more can come. */
  finish(tUs: number): OutputLine[] {
    const lines: OutputLine[] = [];
    for (const stream of ['stdout', 'stderr'] as const) {
      const state = this.#streams[stream];
      if (state.unfinished !== '') this.#add(lines, stream, state.unfinished, tUs, 0);
      state.unfinished = '';
      const { leftOut, skippedBytes } = state;
      if (leftOut !== undefined) {
        const before = Math.max(0, skippedBytes - bytesOf(leftOut.text));
        lines.push({ stream, ...leftOut, skippedBytes: before });
      } else if (skippedBytes > 0) {
        lines.push({ stream, text: '', tUs, skippedBytes });
      }
      this.#streams[stream] = fresh();
    }
    return lines;
  }

  #addWhole(lines: OutputLine[], stream: Stream, line: string, tUs: number): void {
    let rest = line;
    for (; rest.length > MAX_LINE; rest = rest.slice(MAX_LINE)) {
      this.#add(lines, stream, rest.slice(0, MAX_LINE), tUs, 0);
    }
    this.#add(lines, stream, rest, tUs);
  }

  #add(lines: OutputLine[], stream: Stream, text: string, tUs: number, ending = 1): void {
    const state = this.#streams[stream];
    const cost = 1 + Math.floor(text.length / CHARACTERS_PER_LINE);
    if (!this.#budgets.every((budget) => budget.has(cost, tUs))) {
      state.skippedBytes += bytesOf(text) - 1 + ending;
      state.leftOut = { text, tUs };
      return;
    }
    for (const budget of this.#budgets) budget.take(cost);
    lines.push({ stream, text, tUs, skippedBytes: state.skippedBytes });
    state.skippedBytes = 0;
    state.leftOut = undefined;
  }
}

function fresh(): StreamState {
  return { unfinished: '', skippedBytes: 0, leftOut: undefined };
}

/** Of a line and its end, in UTF-8: the encoding of the program's terminal is hardly another. */
function bytesOf(line: string): number {
  return Buffer.byteLength(line) + 1;
}
