import type { End } from '../delivery/log.js';
import { endIn, entriesOf, seal } from './entries.js';
import { isTaken } from './failure.js';
import type { Keys } from './keys.js';
import type { Line } from './line.js';

/** How an attempt to end a generation went. */
export type Sealed = 'sealed' | 'taken' | 'missing';

/**
 * Ends a generation for good, unless somebody has: producer, canceller and those who find the producer dead may all try
 * at once, and exactly one of them does it.
 * @param last - the last event, where that is known
 */
export async function sealGeneration(line: Line, keys: Keys, end: End, last?: number): Promise<Sealed> {
  // Tells our own seal from that of somebody who says the same, where the first answer was lost.
  const by = crypto.randomUUID();
  const about = last === undefined ? [] : ['last', String(last)];
  return line.persist(async () => {
    try {
      const added = await line.send(
        ...['XADD', keys.events, 'NOMKSTREAM', seal, 'end', JSON.stringify(end), 'by', by, ...about],
      );
      return added === null ? 'missing' : 'sealed';
    } catch (error) {
      if (!isTaken(error)) throw error;
      const [stored] = entriesOf(await line.send('XRANGE', keys.events, seal, seal));
      return stored?.fields.get('by') === by ? 'sealed' : 'taken';
    }
  });
}

/** How a generation ended, if it has. */
export async function readSeal(line: Line, keys: Keys): Promise<End | undefined> {
  const [stored] = entriesOf(await line.send('XRANGE', keys.events, seal, seal));
  return stored && endIn(stored).end;
}
