/**
 * The session as OTLP/JSON, an ExportTraceServiceRequest that any OpenTelemetry collector takes at
 * /v1/traces.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import type { SessionModel } from '../../model/session-model.ts';
import { resourceOf, SessionSpans, scopeOf } from './otlp-spans.ts';

export function otlpTraces(model: SessionModel): string {
  const resource = { attributes: resourceOf(model.header) };
  const scope = scopeOf(model.header);
  const spans = new SessionSpans(model).all();
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] })}\n`;
}
