import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import {
  from,
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
import { requestEvents } from './source/fromConverseStream.js';
import type { ConverseClient } from './source/input.js';
import type { SourceOptions } from './source/options.js';

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
  /** Applied once per generation, above the sharing: whatever must see every event exactly once. */
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
 * request        ──s─a─b─────c─e─m|
 * subscriber 1   ──s─a─b─────c─e─m|
 * subscriber 2         (sB)─c─e─m|      B is a and b as one delta
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
  checkOptions('options', options, 'Pass { grace: 5_000 }, say, or leave them out.');
  const { grace = 0, retry = {}, stop, upstream = identity, ...sourceOptions } = options;
  checkGrace(grace);
  if (retry !== false) checkRetry('options.retry', retry, 'false or { attempts }');
  let isSent = false;
  const log = new ReplayLog();
  const events = requestEvents(client, input, sourceOptions, {
    onSend: () => (isSent = true),
    // With nothing in between, what the sharing keeps is what has arrived: no need to keep it twice.
    arrived: upstream === identity ? () => log.fold() : undefined,
  });
  const attempts = retry === false ? events : retried(events, retry, options.signal);
  const source = applied(upstream, attempts);
  const stoppable = stop === undefined ? source : source.pipe(takeUntil(signalFrom(stop)));
  return shareGeneration(stoppable, { log, grace, hasBegun: () => isSent, toError: toGenerationError });
}

function applied(
  upstream: MonoTypeOperatorFunction<ConverseEvent>,
  source: Observable<ConverseEvent>,
): Observable<ConverseEvent> {
  const fix = 'Several go into one with pipe(a(), b()).';
  checkFunction('options.upstream', upstream, fix, 'an operator');
  const result = upstream(source);
  if (isObservable(result)) return result;
  throw new TypeError(complaint('What options.upstream returned', result, 'an Observable', fix));
}

function signalFrom(stop: ObservableInput<unknown>): Observable<unknown> {
  try {
    return from(stop);
  } catch (cause) {
    const rule = 'an Observable, a promise, or something else that RxJS can subscribe to';
    const fix = 'Pass a Subject, or fromEvent(button, "click"). An AbortSignal goes into options.signal.';
    throw new TypeError(complaint('options.stop', stop, rule, fix), { cause });
  }
}
