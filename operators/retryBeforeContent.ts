import type { MonoTypeOperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import type { ConverseEvent } from '../src/events.js';
import { checkRetry, retried, type RetryOptions } from '../src/source/retry.js';

/**
 * Asks again while nothing has been shown yet.
 *
 * <span class="informal">Throttled, unavailable, cut before the first word: nobody need know.</span>
 *
 * Content is a contentBlockStart or a delta that brings something. Until the first content, or the end of the message,
 * events are held back; of an attempt that fails before that, with an error that is `retryable`, nothing is seen, and
 * the source is subscribed to again after a while. Delays are random up to a bound that doubles, longer after
 * `throttled`, and never shorter than what Bedrock asks for (`retry-after`). Once content was shown, an error is final.
 * `attempts` counts requests, those of the SDK included: what the SDK has tried three times is not tried again.
 *
 * The source must ask anew for every subscription, as `fromConverseStream` does. `converse` retries by itself.
 *
 * ```text
 * source, first time    -s-#              # code 'unavailable'
 * source, second time         -s-a----b-e-m|
 * retryBeforeContent()  ---------(sa)-b-e-m|
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { fromConverseStream, userMessage } from 'rx-bedrock';
 * import { retryBeforeContent, selectText } from 'rx-bedrock/operators';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * fromConverseStream(new BedrockRuntimeClient(), input)
 *   .pipe(
 *     retryBeforeContent({ attempts: 5, onRetry: ({ attempts, delay }) => console.log(attempts, delay) }),
 *     selectText(),
 *   )
 *   .subscribe({ next: (text) => console.log(text), error: console.error });
 * ```
 *
 * @param options - see {@link RetryOptions}
 * @returns an operator that changes nothing once there is content
 * @throws TypeError, RangeError - at once, when an option cannot be meant
 * @see {@link multicastReplay}, which belongs behind it
 */
export function retryBeforeContent(options: RetryOptions = {}): MonoTypeOperatorFunction<ConverseEvent> {
  checkRetry('The options of retryBeforeContent()', options);
  return (source) => retried(checkSource('retryBeforeContent', source), options);
}
