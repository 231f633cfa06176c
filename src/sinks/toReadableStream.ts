import type { Observable } from 'rxjs';
import { checkSource } from '../check.js';
import type { ConverseEvent } from '../events.js';
import { EventReader } from './eventReader.js';

/**
 * Makes a generation a `ReadableStream`, the platform's own: to pipe into a response, through a transform, to a worker.
 *
 * <span class="informal">Backpressure without a cost: what is not read yet waits as joined deltas.</span>
 *
 * The stream subscribes when it is first read, which a pipe does at once, and leaves at once when it is cancelled. While nobody reads, deltas of
 * a block are joined, so memory grows with the content, not with the number of events. An error of the generation
 * errors the stream after everything that had arrived.
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converse, toReadableStream, userMessage } from 'rx-bedrock';
 * import { filterDeltas } from 'rx-bedrock/operators';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * const deltas = toReadableStream(converse(new BedrockRuntimeClient(), input).pipe(filterDeltas('text')));
 * const text = new TransformStream({
 *   transform: ({ contentBlockDelta }, controller) => controller.enqueue(contentBlockDelta.delta.text),
 * });
 * const response = new Response(deltas.pipeThrough(text).pipeThrough(new TextEncoderStream()));
 * console.log(await response.text());
 * ```
 *
 * @param events - a generation, or some of its events, such as `generation.pipe(filterDeltas('text'))`; what you add
 * to them would be lost where deltas are joined
 * @returns a stream for one reader
 * @throws TypeError - at once, when there is nothing to subscribe to
 * @see {@link toAsyncIterable} for a `for await` loop
 */
export function toReadableStream<E extends ConverseEvent>(events: Observable<E>): ReadableStream<E> {
  const reader = new EventReader(checkSource('toReadableStream', events));
  const source: UnderlyingDefaultSource<E> = {
    async pull(controller) {
      const { done, value } = await reader.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await reader.return();
    },
  };
  // Nothing is read ahead: a stream that nobody reads must not start a request.
  return new ReadableStream(source, { highWaterMark: 0 });
}
