import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of UTF-8 bytes into lines, and refuses lines beyond a bound. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #maxLength: number;
  #rest = '';

  /** @param maxLength of a line, in UTF-16 units. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The lines that `chunk` completes; undefined when a line is too long, and the stream to be ended. */
  push(chunk: Buffer): string[] | undefined {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    const tooLong = this.#rest.length > this.#maxLength;
    return tooLong || lines.some((line) => line.length > this.#maxLength) ? undefined : lines;
  }
}
