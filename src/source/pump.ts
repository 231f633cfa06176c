import type { ConverseEvent } from '../events.js';
import type { Delivery } from './delivery.js';
import { beginTurn, isTurnOver, letTimersRun } from './turn.js';

/**
 * Reads the events to their end and delivers each one.
 * @returns whether the iterator came to its own end
 */
export async function pump(iterator: AsyncIterator<ConverseEvent>, delivery: Delivery): Promise<boolean> {
  while (delivery.isWanted()) {
    const next = await iterator.next();
    if (!delivery.isWanted()) return false;
    if (next.done) return true;
    beginTurn();
    delivery.deliver(next.value);
    if (isTurnOver()) await letTimersRun();
  }
  return false;
}
