import { type GenerationLog, memoryLog, type Producer } from 'rx-bedrock/delivery';

/** A log whose producers do otherwise. */
export function logWith(changes: (producer: Producer) => Partial<Producer>): GenerationLog {
  const log = memoryLog();
  return {
    ...log,
    async open(id, options) {
      const producer = (await log.open(id, options))!;
      return { ...producer, ...changes(producer) };
    },
  };
}
