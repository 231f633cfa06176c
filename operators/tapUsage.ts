import type { TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { defer, type MonoTypeOperatorFunction, tap } from 'rxjs';
import { checkFunction, checkOptions, checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { checkPrices, costOf, type Prices } from '../src/message/cost.js';

/** What `tapUsage` understands. */
export interface TapUsageOptions {
  /** Prices to reckon the cost with; without them there is no cost. */
  prices?: Prices | undefined;
}

/**
 * Tells an observer what the generation used, and lets every event through.
 *
 * <span class="informal">The token meter and the bill, beside whatever else you do.</span>
 *
 * The observer is called once per subscription, when the usage arrives, which is after the last word. It is not
 * called where no usage comes, such as when a generation is stopped. If it throws, the stream errors.
 *
 * ```text
 * in                  s-a-b-e-m|     m metadata, with the usage
 * tapUsage(observer)  s-a-b-e-m|
 * observer            --------u
 * ```
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { tapUsage } from 'rx-bedrock/operators';
 * import { textMessage } from 'rx-bedrock/testing';
 *
 * const prices = { inputPerMillion: 0.035, outputPerMillion: 0.14 };
 * of(...textMessage('Hello, world'))
 *   .pipe(tapUsage((usage, cost) => console.log(usage.totalTokens, cost), { prices }))
 *   .subscribe();
 * ```
 *
 * @param observer - is given Bedrock's own usage, and the cost where there are prices, in their currency
 * @param options - see {@link TapUsageOptions}
 * @returns an operator that changes nothing
 * @throws TypeError, RangeError - at once, when the observer or a price cannot be meant
 * @see {@link accumulateMessage}, whose snapshots hold the usage too
 */
export function tapUsage(
  observer: (usage: TokenUsage, cost?: number) => void,
  options: TapUsageOptions = {},
): MonoTypeOperatorFunction<ConverseEvent> {
  checkOptions('The options of tapUsage()', options, 'Pass { prices }, or leave them out.');
  const { prices } = options;
  checkFunction('The observer of tapUsage()', observer, 'It is called with the usage and the cost.');
  if (prices !== undefined) checkPrices(prices);
  return (source) => {
    const events = checkSource('tapUsage', source);
    return defer(() => {
      let isTold = false;
      return events.pipe(
        tap(({ metadata }) => {
          if (isTold || !metadata?.usage) return;
          isTold = true;
          observer(metadata.usage, prices && costOf(metadata.usage, prices));
        }),
      );
    });
  };
}
