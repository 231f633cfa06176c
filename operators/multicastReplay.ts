import type { MonoTypeOperatorFunction } from 'rxjs';
import { checkOptions, checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { shareGeneration } from '../src/sharing/generation.js';
import { checkGrace } from '../src/sharing/options.js';

/** What `multicastReplay` understands. */
export interface MulticastReplayOptions {
  /**
   * How long to wait after the last subscriber has left before the source is closed, in milliseconds;
   * `Infinity` lets it run to its end.
   * @default 0
   */
  grace?: number | undefined;
}

/**
 * Shares one subscription to the source with everybody, whenever they come.
 *
 * <span class="informal">The source runs once; who comes late gets what was missed, and then the rest live.</span>
 *
 * Deltas are replayed joined, block by block, so memory and catching up grow with the content and not with the number
 * of events. When the last subscriber has left, and the grace has passed, the source is closed; who comes after that
 * gets what had arrived and a `GenerationError` with code `aborted`. The source is never subscribed to again,
 * also not after a completion or an error, which are replayed as well. Only a source that was left before it had
 * begun (a request that was not sent yet) starts anew with the next subscriber; one that is subscribed to later, behind
 * `subscribeOn` say, counts as begun.
 *
 * ```text
 * in              s-a-b----c-e-m|
 * subscriber 1    s-a-b----c-e-m|
 * subscriber 2         (sB)c-e-m|     B is a and b as one delta
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { accumulateText, multicastReplay, settleOutcome } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * const generation = of(...textMessage('Hello, world')).pipe(multicastReplay());
 * generation.pipe(accumulateText()).subscribe((text) => console.log(text));
 * generation.pipe(settleOutcome()).subscribe(({ status }) => console.log(status));
 * ```
 *
 * @param options - see {@link MulticastReplayOptions}
 * @returns an operator that makes a source hot and replayed
 * @throws TypeError, RangeError - at once, when the grace cannot be meant
 * @see `converse`, which is a verified source with this behind it
 */
export function multicastReplay(
  options: MulticastReplayOptions = {},
): MonoTypeOperatorFunction<ConverseEvent> {
  checkOptions('The options of multicastReplay()', options, 'Pass { grace: 5_000 }, or leave them out.');
  const { grace = 0 } = options;
  checkGrace(grace);
  return (source) => shareGeneration(checkSource('multicastReplay', source), { grace });
}
