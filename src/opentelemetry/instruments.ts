import type { Attributes, Context, Histogram, Meter } from '@opentelemetry/api';

/** Seconds, doubling: from what a cache answers to what a model thinks. */
const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/** Tokens, four times as many each. */
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

/** What a generation is measured with; names, units and buckets are the convention's. */
export class Instruments {
  private readonly duration: Histogram;
  private readonly firstChunk: Histogram;
  private readonly usage: Histogram;

  /** A meter knows its instruments by name: to create them for every generation makes no second ones. */
  constructor(meter: Meter) {
    this.duration = meter.createHistogram('gen_ai.client.operation.duration', {
      unit: 's',
      description: 'GenAI operation duration.',
      advice: { explicitBucketBoundaries: seconds },
    });
    this.firstChunk = meter.createHistogram('gen_ai.client.operation.time_to_first_chunk', {
      unit: 's',
      description: 'Time until the first content of a streamed response.',
      advice: { explicitBucketBoundaries: seconds },
    });
    this.usage = meter.createHistogram('gen_ai.client.token.usage', {
      unit: '{token}',
      description: 'Number of input and output tokens used.',
      advice: { explicitBucketBoundaries: tokens },
    });
  }

  /** @param inContext - where the span is, so that a backend can show it with the measurement */
  record(measured: Measured, attributes: Attributes, inContext: Context): void {
    const { duration, firstChunk, inputTokens, outputTokens, errorType } = measured;
    const failure = errorType === undefined ? {} : { 'error.type': errorType };
    this.duration.record(duration, { ...attributes, ...failure }, inContext);
    if (firstChunk !== undefined) this.firstChunk.record(firstChunk, attributes, inContext);
    for (const [type, count] of [
      ['input', inputTokens],
      ['output', outputTokens],
    ] as const) {
      if (count !== undefined)
        this.usage.record(count, { ...attributes, 'gen_ai.token.type': type }, inContext);
    }
  }
}

/** What was measured of a generation; times are in seconds. */
export interface Measured {
  readonly duration: number;
  readonly firstChunk: number | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly errorType: string | undefined;
}
