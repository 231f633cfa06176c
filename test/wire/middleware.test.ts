import { PassThrough } from 'node:stream';
import { type ConverseEvent, fromConverseStream } from 'rx-bedrock';
import { textMessage } from 'rx-bedrock/testing';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { input, protocols, serve } from './serve.js';

const answer = textMessage('Many hands make light work.');

describe.each(protocols)('middleware of the user’s, over %s', (protocol) => {
  it('may put another stream in the place of the body, and count what goes through', async () => {
    const { client } = await serve(protocol, answer);
    let bytes = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as { body: NodeJS.ReadableStream };
        const counted = new PassThrough();
        counted.on('data', (chunk: Uint8Array) => (bytes += chunk.length));
        response.body = response.body.pipe(counted);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    const events = await lastValueFrom(fromConverseStream(client, input).pipe(toArray()));
    expect(events).toHaveLength(answer.length);
    expect(bytes).toBeGreaterThan(500);
  });

  it('may wrap the stream, and end it when it has what it wants', async () => {
    const { client } = await serve(protocol, answer);
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const output = result.output as { stream?: AsyncIterable<ConverseEvent> };
        output.stream = untilMessageStop(output.stream!);
        return result;
      },
      { step: 'initialize' },
    );
    const events = await lastValueFrom(fromConverseStream(client, input).pipe(toArray()));
    expect(events.at(-1)).toHaveProperty('messageStop');
    expect(events).toHaveLength(answer.length - 1);
  });
});

async function* untilMessageStop(stream: AsyncIterable<ConverseEvent>) {
  for await (const event of stream) {
    yield event;
    if (event.messageStop) return;
  }
}
