import { distinctUntilChanged, filter, map, type OperatorFunction, scan } from 'rxjs';
import { checkFunction, checkOptions, checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { checkPrices, type Prices } from '../src/message/cost.js';
import {
  foldUsage,
  fourCharactersPerToken,
  noUsage,
  readingOf,
  sameReading,
  type UsageEstimator,
  type UsageReading,
} from '../src/message/usage.js';

/** What `accumulateUsage` understands. */
export interface AccumulateUsageOptions {
  /** Prices to reckon the cost with; without them there is no cost. */
  prices?: Prices | undefined;
  /**
   * Estimates the usage until Bedrock tells it.
   * @default fourCharactersPerToken
   */
  estimate?: UsageEstimator | undefined;
}

/**
 * Emits what the generation has used so far: an estimate, each time it grows, and at last the exact usage.
 *
 * <span class="informal">The live meter: tokens and money while the model still talks.</span>
 *
 * Bedrock tells the usage after the last word; of a generation that is stopped or cut before it, the estimate stays
 * the last reading. The estimator is given the characters generated so far, and may be your own: it can add what you
 * know of the input. If it throws, or returns no number of tokens, the stream errors.
 *
 * ```text
 * in                 s-a-b-e-m|     a b words, m metadata, with the usage
 * accumulateUsage()  --1-2---3|     1 2 'estimated', 3 'exact'
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { fourCharactersPerToken } from 'rx-bedrock';
 * import { accumulateUsage } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * const prices = { inputPerMillion: 0.035, outputPerMillion: 0.14 };
 * of(...textMessage('Hello, world'))
 *   .pipe(accumulateUsage({ prices, estimate: (made) => ({ ...fourCharactersPerToken(made), inputTokens: 9 }) }))
 *   .subscribe(({ usage, quality, cost }) => console.log(usage.totalTokens, quality, cost));
 * ```
 *
 * @param options - see {@link AccumulateUsageOptions}
 * @returns an operator from events to readings of the meter
 * @throws TypeError, RangeError - at once, when the estimator or a price cannot be meant
 * @see {@link tapUsage} for the exact usage only, beside whatever else you do
 */
export function accumulateUsage(
  options: AccumulateUsageOptions = {},
): OperatorFunction<ConverseEvent, UsageReading> {
  checkOptions('The options of accumulateUsage()', options, 'Pass { prices, estimate }, or leave them out.');
  const { prices, estimate = fourCharactersPerToken } = options;
  const fix = 'It is called with the characters generated so far, and returns { outputTokens }.';
  checkFunction('options.estimate', estimate, fix);
  if (prices !== undefined) checkPrices(prices);
  return (source) =>
    checkSource('accumulateUsage', source).pipe(
      scan(foldUsage, noUsage),
      distinctUntilChanged(),
      filter((state) => state !== noUsage),
      map((state) => readingOf(state, estimate, prices)),
      distinctUntilChanged(sameReading),
    );
}
