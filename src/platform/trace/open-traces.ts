import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';
import { writeTraces, type TraceSpan, type TraceValues } from './trace.ts';

const flushMs = 3000;

/**
 * Sends traces to an OpenTelemetry collector (OTLP over HTTP, JSON) until the answer is called. The libraries are loaded here and nowhere else: who has no
 * collector does not pay for them. A collector that does not answer loses traces and holds up nothing.
 */
export async function openTraces({ endpoint, service, version }: { endpoint: string; service: string; version: string }): Promise<() => Promise<void>> {
  const [{ ROOT_CONTEXT, SpanStatusCode, trace }, { BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'), import('@opentelemetry/sdk-trace'), import('@opentelemetry/exporter-trace-otlp-http'), import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new TracerProvider({ resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }), spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: flushMs })] });
  const tracer = provider.getTracer('mainstay', version);
  const inHand = new AsyncLocalStorage<Context>();
  const contexts = new WeakMap<TraceSpan, Context>();
  writeTraces({
    begin(name: string, values: TraceValues): TraceSpan {
      const parent = inHand.getStore() ?? ROOT_CONTEXT;
      const span = tracer.startSpan(name, { attributes: { ...values } }, parent);
      const shown: TraceSpan = { set: (more) => void span.setAttributes({ ...more }), fail: (code) => void span.setAttributes({ 'error.type': code }).setStatus({ code: SpanStatusCode.ERROR }), end: () => span.end() };
      contexts.set(shown, trace.setSpan(parent, span));
      return shown;
    },
    within: (span, work) => inHand.run(contexts.get(span) ?? ROOT_CONTEXT, work),
  });
  return async () => {
    writeTraces(undefined);
    await provider.shutdown().catch(() => undefined);
  };
}
