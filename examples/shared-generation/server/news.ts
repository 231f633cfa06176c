import type { GenerationLog, Producer } from 'rx-bedrock/delivery';

/** What a process has to tell of a generation that it makes. */
export interface News {
  generation: string;
  what: 'asked' | 'grown' | 'over';
  /** How many events it has now. */
  events?: number;
}

/** The same log, which tells how far each generation is. */
export function tellingLog(log: GenerationLog, tell: (news: News) => void): GenerationLog {
  return {
    async open(generation, options) {
      const producer = await log.open(generation, options);
      return producer && tellingProducer(generation, producer, tell);
    },
    tail: (id, options) => log.tail(id, options),
    status: (id) => log.status(id),
    cancel: (id, reason) => log.cancel(id, reason),
  };
}

function tellingProducer(generation: string, producer: Producer, tell: (news: News) => void): Producer {
  // However it ends: also where somebody else has ended it.
  producer.lost.addEventListener('abort', () => tell({ generation, what: 'over' }));
  return {
    lost: producer.lost,
    async append(batch) {
      const events = await producer.append(batch);
      tell({ generation, what: 'grown', events });
      return events;
    },
    renew: () => producer.renew(),
    isWatched: () => producer.isWatched(),
    async close(end) {
      await producer.close(end);
      tell({ generation, what: 'over' });
    },
  };
}
