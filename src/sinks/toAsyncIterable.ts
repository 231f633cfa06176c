import type { Observable } from 'rxjs';
import { checkSource } from '../check.js';
import type { ConverseEvent } from '../events.js';
import { EventReader } from './eventReader.js';

/**
 * Makes a generation readable with `for await`.
 *
 * <span class="informal">The SDK's own loop, but one that others can run too, and that closes what it leaves.</span>
 *
 * Each loop is a subscriber: it subscribes when it asks for its first event, and leaves at once on `break`, `return`
 * or a throw, also while the model is silent. (Who reads by hand calls `return()` to leave.) While it is busy, deltas of a block are joined, so a slow loop gets
 * fewer and longer ones, and its memory grows with the content, not with the number of events. An error is thrown in
 * the loop after everything that had arrived.
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converse, toAsyncIterable, userMessage } from 'rx-bedrock';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * for await (const event of toAsyncIterable(converse(new BedrockRuntimeClient(), input))) {
 *   process.stdout.write(event.contentBlockDelta?.delta?.text ?? '');
 * }
 * ```
 *
 * @param events - a generation, or some of its events, such as `generation.pipe(filterDeltas('text'))`; what you add
 * to them would be lost where deltas are joined
 * @returns an iterable that may be read as often as the generation may be subscribed to
 * @throws TypeError - at once, when there is nothing to subscribe to
 * @see {@link toReadableStream} where a stream of the platform's is wanted
 */
export function toAsyncIterable<E extends ConverseEvent>(events: Observable<E>): AsyncIterable<E> {
  const source = checkSource('toAsyncIterable', events);
  return { [Symbol.asyncIterator]: () => new EventReader(source) };
}
