import type { Keys } from './keys.js';
import type { Line } from './line.js';

/** How long it holds that a generation is being read, in milliseconds. */
const markFor = 2_500;

/** Says that somebody reads, for producers that want to know. */
export function markWatched(line: Line, keys: Keys): void {
  // Not worth failing for: it is said again in a second.
  line.send('SET', keys.watched, '1', 'PX', String(markFor)).catch(() => undefined);
}
