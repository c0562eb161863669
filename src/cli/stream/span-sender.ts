import type { ExportResult } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Most spans in one request. */
const BATCH = 512;
/** Most spans that wait for a collector that does not keep up; further ones are dropped, whole. */
const MOST_WAITING = 20_000;

/** What of an exporter of the SDK is used. */
export interface SpanExporter {
  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void;
}

/** Sends spans one request after the other. Who has spans to send never waits for it. */
export class SpanSender {
  readonly #exporter: SpanExporter;
  readonly #waiting: ReadableSpan[] = [];
  #sending: Promise<void> | undefined;
  #sent = 0;
  #dropped = 0;
  #problem: string | null = null;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Spans that no collector has: too many were waiting, or their request failed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Why a request failed first; null when none has. */
  get problem(): string | null {
    return this.#problem;
  }

  send(spans: readonly ReadableSpan[]): void {
    const room = Math.max(0, MOST_WAITING - this.#waiting.length);
    this.#dropped += Math.max(0, spans.length - room);
    for (const span of spans.slice(0, room)) this.#waiting.push(span);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Resolves once nothing waits any more. */
  async idle(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      const { error } = await new Promise<ExportResult>((done) =>
        this.#exporter.export(batch, done),
      );
      if (error === undefined) this.#sent += batch.length;
      else {
        this.#dropped += batch.length;
        this.#problem ??= error.message;
      }
    }
  }
}
