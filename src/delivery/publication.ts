import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import type { End, GenerationLog } from './log.js';
import { producerOf } from './producerOf.js';
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

/** What there is beside a generation. */
interface Surroundings {
  /** Kept with it. */
  readonly note?: string | undefined;
  /** Told why the log did not keep what it was given. */
  readonly onLogFailure?: (error: unknown) => void;
}

/** Begins to write a source to a log, where the id is free. */
export async function publish(
  log: GenerationLog,
  id: string,
  source: Observable<ConverseEvent>,
  publishing: Publishing,
  { note, onLogFailure = () => undefined }: Surroundings = {},
): Promise<Publication | null> {
  const { ttlMs, leaseMs } = publishing;
  const producer = await producerOf(log, id, { ttlMs, leaseMs, note });
  return producer && { ended: new Publisher(producer, publishing, onLogFailure).publish(source) };
}
