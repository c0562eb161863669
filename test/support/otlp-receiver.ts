/** Takes the place of an OpenTelemetry collector: receives what is sent by OTLP over HTTP as protobuf. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

const proto = readFileSync(new URL('otlp.proto', import.meta.url), 'utf8');
const Request = protobuf.parse(proto).root.lookupType('otlp.ExportTraceServiceRequest');

const AnyValue = Type.Object({
  stringValue: Type.Optional(Type.String()),
  boolValue: Type.Optional(Type.Boolean()),
  intValue: Type.Optional(Type.String()),
  doubleValue: Type.Optional(Type.Number()),
  arrayValue: Type.Optional(Type.Unknown()),
});
const Attributes = Type.Array(Type.Object({ key: Type.String(), value: AnyValue }));
const Received = Type.Object({
  resourceSpans: Type.Array(
    Type.Object({
      resource: Type.Object({ attributes: Attributes }),
      scopeSpans: Type.Array(
        Type.Object({
          spans: Type.Array(
            Type.Object({
              traceId: Type.String(),
              spanId: Type.String(),
              parentSpanId: Type.String(),
              name: Type.String(),
              startTimeUnixNano: Type.String(),
              endTimeUnixNano: Type.String(),
              attributes: Attributes,
              events: Type.Array(Type.Object({ name: Type.String() })),
              links: Type.Array(Type.Object({ spanId: Type.String() })),
            }),
          ),
        }),
      ),
    }),
  ),
});

type Scalar = string | boolean | number | undefined;

/** A span as it came; ids in base64. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly host: Scalar;
  readonly attributes: Readonly<Record<string, Scalar>>;
  readonly events: readonly string[];
  readonly links: readonly string[];
}

export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly #server: Server;
  /** What is answered with; 200 takes the spans. */
  status = 200;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', async (request, response) => {
      const bytes = await buffer(request);
      if (this.status === 200) {
        this.#take(request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes);
      }
      response.writeHead(this.status, { 'content-type': 'application/x-protobuf' }).end();
    });
  }

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new OtlpReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take(bytes: Buffer): void {
    const message = Request.toObject(Request.decode(bytes), {
      longs: String,
      bytes: String,
      defaults: true,
    });
    const { resourceSpans } = Value.Parse(Received, message);
    for (const { resource, scopeSpans } of resourceSpans) {
      const host = valuesOf(resource.attributes)['host.name'];
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        const { traceId, spanId, parentSpanId, name, events, links } = span;
        this.spans.push({
          ...{ traceId, spanId, parentSpanId, name, host },
          attributes: valuesOf(span.attributes),
          events: events.map((event) => event.name),
          links: links.map((link) => link.spanId),
        });
      }
    }
  }
}

function valuesOf(attributes: Static<typeof Attributes>): Record<string, Scalar> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.boolValue ?? (value.intValue && Number(value.intValue)),
    ]),
  );
}
