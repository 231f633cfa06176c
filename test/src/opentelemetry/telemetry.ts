import {
  type Attributes,
  type Meter,
  type SpanStatus,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import {
  AggregationTemporality,
  type Histogram,
  InMemoryMetricExporter,
  type MetricData,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** OpenTelemetry's own SDK, which keeps what it is given. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** The spans that have ended. */
  spans: () => ReadableSpan[];
  /** What was measured, by the name of the instrument. */
  measurements: () => Promise<Record<string, Measurement[]>>;
  metrics: () => Promise<MetricData[]>;
}

/** All values with the same attributes. */
export interface Measurement {
  readonly attributes: Attributes;
  readonly count: number;
  readonly sum: number | undefined;
}

export function startTelemetry(sampler?: Sampler): Telemetry {
  const spans = new InMemorySpanExporter();
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const traces = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(spans)],
    ...(sampler ? { sampler } : {}),
  });
  const metrics = async () => {
    exporter.reset();
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  };
  return {
    tracer: traces.getTracer('test'),
    meter: new MeterProvider({ readers: [reader] }).getMeter('test'),
    spans: () => spans.getFinishedSpans(),
    metrics,
    measurements: async () =>
      Object.fromEntries((await metrics()).map((metric) => [metric.descriptor.name, measurementsOf(metric)])),
  };
}

function measurementsOf({ dataPoints }: MetricData): Measurement[] {
  return dataPoints.map(({ attributes, value }) => {
    const { count, sum } = value as Histogram;
    return { attributes, count, sum };
  });
}

export const unset: SpanStatus = { code: SpanStatusCode.UNSET };

export function failed(message: string): SpanStatus {
  return { code: SpanStatusCode.ERROR, message };
}
