import { Readable } from 'node:stream';
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, userMessage } from 'rx-bedrock';
import { Observable } from 'rxjs';
import { Delivery } from '../../../../src/source/delivery.js';
import { pump } from '../../../../src/source/pump.js';
import { takeBody } from '../../../../src/source/wire/takeBody.js';

/** What a decoder has made of a body: the events, and the error that it stopped at. */
export interface Decoded {
  events: ConverseEvent[];
  error?: unknown;
}

export const input = { modelId: 'a-model', messages: [userMessage('Hello')] };

/** A real client that gets this body for an answer, without a network. */
export function clientOf(body: Readable, contentType = 'application/vnd.amazon.eventstream') {
  const headers = { 'content-type': contentType, 'x-amzn-requestid': 'canned' };
  return new BedrockRuntimeClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AN', secretAccessKey: 'example' },
    maxAttempts: 1,
    requestHandler: { handle: async () => ({ response: { statusCode: 200, headers, body } }) },
  });
}

/** The chunks as the library decodes them. */
export function decodeFast(chunks: Iterable<Uint8Array>): Promise<Decoded> {
  return decode(chunks, async (client, subscriber) => {
    const command = new ConverseStreamCommand(input);
    const body = takeBody(command);
    subscriber.add(() => body.leave());
    const { stream } = await client.send(command);
    await body.read(stream!, new Delivery(subscriber));
  });
}

/** The chunks as the SDK decodes them. */
export function decodeBySdk(chunks: Iterable<Uint8Array>): Promise<Decoded> {
  return decode(chunks, async (client, subscriber) => {
    const { stream } = await client.send(new ConverseStreamCommand(input));
    await pump(stream![Symbol.asyncIterator](), new Delivery(subscriber));
  });
}

type Read = (
  client: BedrockRuntimeClient,
  subscriber: ConstructorParameters<typeof Delivery>[0],
) => Promise<void>;

function decode(chunks: Iterable<Uint8Array>, read: Read): Promise<Decoded> {
  const events: ConverseEvent[] = [];
  const answer = new Observable<ConverseEvent>((subscriber) => {
    read(clientOf(Readable.from(chunks)), subscriber).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
  });
  return new Promise((resolve) => {
    answer.subscribe({
      next: (event) => events.push(event),
      error: (error: unknown) => resolve({ events, error }),
      complete: () => resolve({ events }),
    });
  });
}

/** The bytes in chunks of these sizes, which are used over and over. */
export function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const to = from + Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
    yield bytes.subarray(from, to);
    from = to;
  }
}
