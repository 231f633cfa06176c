import { complaint } from '../check.js';
import type { GenerationLog, OpenOptions, Producer } from './log.js';

/** What a log opens. Rejects where it is a log of somebody who has promised otherwise. */
export async function producerOf(
  log: GenerationLog,
  id: string,
  options: OpenOptions,
): Promise<Producer | null> {
  const producer: unknown = await log.open(id, options);
  if (producer === null || isProducer(producer)) return producer;
  const fix = 'Let it resolve with null where somebody has the id.';
  throw new TypeError(complaint('What log.open() resolved with', producer, 'a Producer, or null', fix));
}

const methods = ['append', 'renew', 'isWatched', 'close'] as const;

function isProducer(value: unknown): value is Producer {
  const producer = (value ?? {}) as Partial<Producer>;
  return (
    producer.lost instanceof AbortSignal && methods.every((name) => typeof producer[name] === 'function')
  );
}
