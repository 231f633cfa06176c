import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import {
  identity,
  isObservable,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  takeUntil,
} from 'rxjs';
import { checkFunction, checkOptions, complaint } from './check.js';
import { toGenerationError } from './errors.js';
import type { ConverseEvent } from './events.js';
import { checkRetry, retried, type RetryOptions } from './source/retry.js';
import { shareGeneration } from './sharing/generation.js';
import { checkGrace } from './sharing/options.js';
import { ReplayLog } from './sharing/replayLog.js';
import { startingSoon } from './sharing/launch.js';
import { requestEvents } from './source/fromConverseStream.js';
import type { ConverseClient } from './source/input.js';
import { checkSourceOptions, type SourceOptions } from './source/options.js';
import { signalFrom } from './stop.js';

/** What `converse` understands beside the options of every source. */
export interface ConverseOptions extends SourceOptions {
  /**
   * How long to wait after the last subscriber has left before the request is closed, in milliseconds;
   * `Infinity` lets it run to its end.
   * @default 0
   */
  grace?: number | undefined;
  /**
   * Asking again while nothing has been shown yet, or `false` to ask once.
   * @default { attempts: 3 }
   */
  retry?: RetryOptions | false | undefined;
  /**
   * Its first value completes the generation for everybody, with status `stopped` and what had arrived; its error is
   * everybody's too. It is subscribed to with the request: what a Subject emits before that is lost.
   */
  stop?: ObservableInput<unknown> | undefined;
  /**
   * Applied once per generation, above the sharing and behind `retry`: whatever must see every event exactly once. It is
   * subscribed to when the request goes out.
   */
  upstream?: MonoTypeOperatorFunction<ConverseEvent> | undefined;
}

/**
 * Asks Bedrock once and shares the answer with everybody who subscribes, whenever they do.
 *
 * <span class="informal">One generation, many subscribers: one request, one bill.</span>
 *
 * The request goes out a microtask after the first subscription. Who comes late gets what has arrived, joined to a
 * few events, and then the rest live. When the last one has left, and `grace` has passed, the HTTP stream is closed;
 * who comes after that gets what had arrived and an error with code `aborted`. No subscriber ever causes a second
 * request, and neither does RxJS's `retry()` behind it: to ask again, use `defer(() => converse(…))`.
 *
 * ```text
 * request       -s-a----b-----c-e-m|
 * subscriber 1  ---(sa)-b-----c-e-m|
 * subscriber 2            (sB)c-e-m|     B is a and b as one delta
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converse, userMessage } from 'rx-bedrock';
 * import { accumulateText, tapUsage } from 'rx-bedrock/operators';
 *
 * const modelId = 'us.amazon.nova-micro-v1:0';
 * const generation = converse(new BedrockRuntimeClient(), { modelId, messages: [userMessage('Hello')] });
 * generation.pipe(accumulateText()).subscribe({ next: (text) => console.log(text), error: console.error });
 * generation.pipe(tapUsage((usage) => console.log(usage.totalTokens))).subscribe({ error: console.error });
 * ```
 *
 * @param client - the SDK's client, or anything with its `send()`
 * @param input - what a `ConverseStreamCommand` takes
 * @param options - see {@link ConverseOptions}
 * @returns a hot Observable of Bedrock's own events that starts with its first subscriber
 * @throws TypeError, RangeError - at once, when the input or an option cannot be meant
 * @see {@link fromConverseStream} for one request per subscription
 */
export function converse(
  client: ConverseClient,
  input: ConverseStreamCommandInput,
  options: ConverseOptions = {},
): Observable<ConverseEvent> {
  checkConverseOptions(options);
  const { grace = 0, retry = {}, stop, upstream = identity, ...sourceOptions } = options;
  let isSent = false;
  const log = new ReplayLog();
  const events = requestEvents(client, input, sourceOptions, {
    onSend: () => (isSent = true),
    // With nothing in between, what the sharing keeps is what has arrived: no need to keep it twice.
    arrived: upstream === identity ? () => log.fold() : undefined,
  });
  const attempts = retry === false ? events : retried(events, retry, options.signal);
  const source = startingSoon(applied(upstream, attempts));
  const stoppable = stop === undefined ? source : source.pipe(takeUntil(signalFrom(stop)));
  return shareGeneration(stoppable, { log, grace, hasBegun: () => isSent, toError: toGenerationError });
}

const severalIntoOne = 'Several go into one with pipe(a(), b()).';

/** Throws if an option cannot be meant. */
export function checkConverseOptions(options: ConverseOptions): void {
  checkOptions('options', options, 'Pass { grace: 5_000 }, say, or leave them out.');
  const { grace = 0, retry = {}, upstream = identity } = options;
  checkGrace(grace);
  if (retry !== false) checkRetry('options.retry', retry, 'false or { attempts }');
  checkSourceOptions(options);
  checkFunction('options.upstream', upstream, severalIntoOne, 'an operator');
}

function applied(
  upstream: MonoTypeOperatorFunction<ConverseEvent>,
  source: Observable<ConverseEvent>,
): Observable<ConverseEvent> {
  const result = upstream(source);
  if (isObservable(result)) return result;
  throw new TypeError(complaint('What options.upstream returned', result, 'an Observable', severalIntoOne));
}
