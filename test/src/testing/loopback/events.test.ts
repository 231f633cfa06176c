import { ConverseStreamCommand, type ThrottlingException } from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, userMessage } from 'rx-bedrock';
import {
  blockStop,
  exception,
  messageStart,
  messageStop,
  metadata,
  reasoningDelta,
  signatureDelta,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import {
  bytes,
  chunked,
  encodeEvent,
  encodeException,
  encodeFrame,
  type LoopbackStep,
  startLoopbackBedrock,
} from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../../bench/chaos/random.js';
import { protocols } from '../../../wire/serve.js';

const input = { modelId: 'us.a-model-v1:0', messages: [userMessage('Hello')] };

/** One event of each kind, and what is awkward to encode: bytes, several bytes per letter, nothing. */
const everyKind: ConverseEvent[] = [
  messageStart(),
  reasoningDelta('so', 0),
  signatureDelta('c2lnbmVk', 0),
  {
    contentBlockDelta: {
      contentBlockIndex: 0,
      delta: { reasoningContent: { redactedContent: Uint8Array.of(0, 1, 255) } },
    },
  },
  blockStop(0),
  textDelta('', 1),
  textDelta('naïve — 日本語 🤝 "quoted" \\ \u0000', 1),
  { contentBlockDelta: { contentBlockIndex: 1, delta: { citation: { title: 'A book', source: 'shelf' } } } },
  blockStop(1),
  toolUseStart('weather', 'tooluse_1', 2),
  toolUseDelta('{"city":', 2),
  toolUseDelta('"Turin"}', 2),
  blockStop(2),
  { contentBlockStart: { contentBlockIndex: 3, start: { image: { format: 'png' } } } },
  {
    contentBlockDelta: {
      contentBlockIndex: 3,
      delta: { image: { source: { bytes: Uint8Array.of(137, 80) } } },
    },
  },
  blockStop(3),
  messageStop('tool_use'),
  metadata({ cacheReadInputTokens: 5 }),
];

describe.each(protocols)("the SDK's own codec, over %s", (protocol) => {
  it('reads every kind of event as it was written', async () => {
    expect(await read(everyKind)).toEqual(everyKind);
  });

  it('reads the padding that Bedrock adds, and drops it', () => {
    expect(Buffer.from(encodeEvent(textDelta('x'))).toString('latin1')).toMatch(/"p":"[a-zA-Z0-9]{2,61}"/);
  });

  it('reads the same events whatever the size of the chunks', { timeout: 20_000 }, async () => {
    const answer = textMessage('Ünïcode 🤝 words');
    const largest = Math.max(...answer.map((event) => encodeEvent(event).length));
    const sizes = Array.from({ length: largest + 2 }, (_, at) => at + 1);
    await Promise.all(sizes.map(async (size) => expect(await read(chunked(answer, size))).toEqual(answer)));
  });

  it('reads the same events in chunks of random sizes', async () => {
    const random = randomFrom(7);
    expect(await read(chunked(everyKind, () => Math.ceil(random() * 400)))).toEqual(everyKind);
    // A size of nothing would never end.
    expect(await read(chunked(textMessage('Hello'), () => 0))).toEqual(textMessage('Hello'));
  });

  it('throws the exceptions that are written', async () => {
    const failing = read([messageStart(), exception('throttlingException', 'Slow down.')]);
    await expect(failing).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Slow down.',
    } satisfies Partial<ThrottlingException>);
    const alone = read([messageStart(), bytes(encodeException('validationException', 'No.'))]);
    await expect(alone).rejects.toMatchObject({ name: 'ValidationException', message: 'No.' });
  });

  it('skips events that it does not know', async () => {
    const headers = { ':message-type': 'event', ':event-type': 'brandNew' };
    const unknown = bytes(encodeFrame(headers, Buffer.from('{"a":1}')));
    const answer = textMessage('Hello');
    expect(await read([answer[0]!, unknown, ...answer.slice(1)])).toEqual(answer);
  });

  async function read(script: Iterable<LoopbackStep>): Promise<ConverseEvent[]> {
    await using bedrock = await startLoopbackBedrock({ protocol, script });
    const { stream = [] } = await bedrock.client().send(new ConverseStreamCommand(input));
    const events: ConverseEvent[] = [];
    for await (const event of stream) events.push(event);
    return events;
  }
});
