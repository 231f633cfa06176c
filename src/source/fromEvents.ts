import { defer, Observable } from 'rxjs';
import { checkOptions, complaint } from '../check.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { classify } from './classify.js';
import { Delivery } from './delivery.js';
import { pump } from './pump.js';
import { verified } from './verified.js';

/** What `fromEvents` understands. */
export interface FromEventsOptions {
  /**
   * The controller whose signal went with the request. It is aborted when the subscriber leaves, when the stream
   * fails, and when the line stays open after the answer: without it none of these closes the HTTP stream.
   */
  abort?: AbortController | undefined;
}

/**
 * Emits the events of a response that somebody already holds.
 *
 * <span class="informal">The way in for a stream that other code has opened.</span>
 *
 * Such a stream can be read once, and so can this Observable: a second subscription errors and says so. Share it
 * with `multicastReplay()` where there are several subscribers.
 *
 * ```text
 * response.stream     s-a-b-e-m|
 * fromEvents(stream)  s-a-b-e-m|
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
 * import { fromEvents, userMessage } from 'rx-bedrock';
 * import { multicastReplay, selectText } from 'rx-bedrock/operators';
 *
 * const abort = new AbortController();
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * const client = new BedrockRuntimeClient();
 * const { stream } = await client.send(new ConverseStreamCommand(input), { abortSignal: abort.signal });
 * const generation = fromEvents(stream, { abort }).pipe(multicastReplay());
 * generation.pipe(selectText()).subscribe({ next: (text) => console.log(text), error: console.error });
 * ```
 *
 * @param events - the `stream` of a ConverseStream response (which the SDK's types call optional), or anything that
 * iterates over its events
 * @param options - see {@link FromEventsOptions}
 * @returns an Observable for one subscription
 * @throws TypeError - at once, when `events` cannot be iterated
 * @see {@link converse} when the request is yours to make
 */
export function fromEvents(
  events: AsyncIterable<ConverseEvent> | undefined,
  options: FromEventsOptions = {},
): Observable<ConverseEvent> {
  if (!isAsyncIterable(events)) {
    const fix = 'Pass the `stream` of the response, not the response.';
    throw new TypeError(complaint('events', events, 'an async iterable of events', fix));
  }
  checkOptions('options', options, 'Pass { abort: controller }, or leave them out.');
  if (options.abort !== undefined && !(options.abort instanceof AbortController)) {
    const fix = 'Pass the controller whose signal went with the request, not the signal.';
    throw new TypeError(complaint('options.abort', options.abort, 'an AbortController', fix));
  }
  let isTaken = false;
  return defer(() => {
    if (isTaken) throw alreadyRead();
    isTaken = true;
    return verified(reading(events, options.abort), { toError: classify });
  });
}

function isAsyncIterable(events: unknown): events is AsyncIterable<ConverseEvent> {
  return (
    typeof (events as Partial<AsyncIterable<unknown>> | undefined)?.[Symbol.asyncIterator] === 'function'
  );
}

function reading(
  events: AsyncIterable<ConverseEvent>,
  abort: AbortController | undefined,
): Observable<ConverseEvent> {
  return new Observable((subscriber) => {
    const iterator = events[Symbol.asyncIterator]();
    let hasEnded = false;
    subscriber.add(() => {
      if (hasEnded) return;
      // Two ways to say that nobody reads on: the signal reaches the SDK's socket, return() a generator of yours.
      abort?.abort();
      Promise.resolve()
        .then(() => iterator.return?.())
        .catch(() => undefined);
    });
    pump(iterator, new Delivery(subscriber)).then(
      (ended) => {
        hasEnded = ended;
        if (ended) subscriber.complete();
      },
      (error: unknown) => {
        if (!subscriber.closed) subscriber.error(error);
      },
    );
  });
}

function alreadyRead(): GenerationError {
  const message =
    'These events were read by another subscription, and a response can be read once. ' +
    'Share them: fromEvents(stream).pipe(multicastReplay()).';
  return new GenerationError('rejected', message);
}
