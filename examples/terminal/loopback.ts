import { converse } from 'rx-bedrock';
import { paced, textMessage } from 'rx-bedrock/testing';
import { startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import type { Bedrock } from './bedrock.js';

export const story =
  'A model speaks once. Its words leave the cloud as a single stream, and while the stream flows the bill grows. ' +
  'Yet a good program listens in many places: a page that shows each word, a meter that watches the tokens, ' +
  'a log that forgets nothing, and a second screen that somebody opens late. They do not ask again. They ' +
  'subscribe. Who was here from the start reads every word as it comes; who arrives halfway is handed the past in ' +
  'one breath, and reads on with all the others. When the last one has left, the line is closed and the bill stands ' +
  'still. One generation, many subscribers: one request, one bill, one truth.';

/** A server on this machine that speaks as Bedrock does. All but the model is real: HTTP/2, frames, the AWS SDK. */
export async function openLoopback(millisecondsPerWord: number): Promise<Bedrock> {
  const bedrock = await startLoopbackBedrock({
    script: () => paced(textMessage(story), millisecondsPerWord),
  });
  const client = bedrock.client();
  return {
    modelId: 'loopback',
    notice:
      `offline: the loopback Bedrock at ${bedrock.url}, through the real AWS SDK; pass --model ID to ask Bedrock\n` +
      'It tells the same story whatever the prompt is.',
    joinAfter: story.length / 2,
    requestCount: () => bedrock.requests.length,
    ask: (input, options) => converse(client, input, options),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await bedrock.close();
    },
  };
}
