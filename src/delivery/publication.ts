import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import type { End, GenerationLog } from './log.js';
import { Publisher } from './publisher.js';
import type { Publishing } from './publishing.js';

/** A generation that is being written to a log. */
export interface Publication {
  /**
   * How it went, as readers get it. Never rejects: where the log cannot be written any more, its error says so, with
   * code `unavailable`, and readers get `producerLost`.
   */
  readonly ended: Promise<End>;
}

/**
 * Begins to write a source to a log, where the id is free.
 * @param note - kept with it
 */
export async function publish(
  log: GenerationLog,
  id: string,
  source: Observable<ConverseEvent>,
  publishing: Publishing,
  note?: string,
): Promise<Publication | null> {
  const { ttlMs, leaseMs } = publishing;
  const producer = await log.open(id, { ttlMs, leaseMs, note });
  return producer && { ended: new Publisher(producer, publishing).publish(source) };
}
