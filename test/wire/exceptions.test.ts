import * as sdk from '@aws-sdk/client-bedrock-runtime';
import { fromConverseStream, GenerationError } from 'rx-bedrock';
import { messageStart, stall, textDelta } from 'rx-bedrock/testing';
import { bytes, encodeException, encodeFrame } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, routes, serve } from './serve.js';

const kinds = [
  ['internalServerException', 'unavailable', sdk.InternalServerException],
  ['modelStreamErrorException', 'model', sdk.ModelStreamErrorException],
  ['serviceUnavailableException', 'unavailable', sdk.ServiceUnavailableException],
  ['throttlingException', 'throttled', sdk.ThrottlingException],
  ['validationException', 'rejected', sdk.ValidationException],
] as const;

// After an exception the SDK leaves the connection open, and so does this server: only the client can close it.
const raised = (type: string) => [bytes(encodeException(type, 'What went wrong.')), stall()];

describe.each(routes)('an exception over $protocol ($decode)', ({ protocol, decode }) => {
  it.each(kinds)(
    'mid-stream, %s, is an error with code %s and all that had arrived',
    async (type, code, Cause) => {
      const { client, asked } = await serve(protocol, [messageStart(), textDelta('so far'), ...raised(type)]);
      const listener = new Listener(fromConverseStream(client, input, { decode }));
      const error = await listener.fails();
      expect(error).toBeInstanceOf(GenerationError);
      expect(error.cause).toBeInstanceOf(Cause);
      expect(error).toMatchObject({
        code,
        partial: { status: 'failed', message: { content: [{ text: 'so far' }] } },
        response: { requestId: 'loopback-1', attempts: 1 },
      });
      expect(error.message).toContain('What went wrong.');
      expect(listener.text).toBe('so far');
      expect(await (await asked()).closed).toMatchObject({ by: 'client' });
    },
  );

  it.each(kinds)('as the first frame, %s, is an error with code %s', async (type, code, Cause) => {
    const { client, bedrock } = await serve(protocol, raised(type));
    const error = await new Listener(fromConverseStream(client, input, { decode })).fails();
    expect(error.cause).toBeInstanceOf(Cause);
    // Of these the SDK retries throttling only.
    const attempts = code === 'throttled' ? 3 : 1;
    expect(error).toMatchObject({ code, partial: { message: { content: [] } }, response: { attempts } });
    expect(bedrock.requests).toHaveLength(attempts);
    // The SDK forgets the streams of its earlier attempts; they are closed all the same.
    for (const { closed } of bedrock.requests) expect(await closed).toMatchObject({ by: 'client' });
  });

  it('as the first frame tells the request id too', async () => {
    const { client } = await serve(protocol, raised('validationException'));
    const error = await new Listener(fromConverseStream(client, input, { decode })).fails();
    expect(error.response).toEqual({ requestId: 'loopback-1', attempts: 1 });
  });

  it('that the SDK does not know is an error with code unknown', async () => {
    const script = [messageStart(), textDelta('so far'), ...raised('brandNewException')];
    const { client, asked } = await serve(protocol, script);
    const error = await new Listener(fromConverseStream(client, input, { decode })).fails();
    expect(error).toMatchObject({ code: 'unknown', partial: { message: { content: [{ text: 'so far' }] } } });
    expect(error.cause).toMatchObject({ name: 'brandNewException' });
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
  });
});

describe.each(routes)('a broken frame over $protocol ($decode)', ({ protocol, decode }) => {
  const whole = encodeException('validationException', 'What went wrong.');
  const broken = Buffer.from(whole);
  broken.writeUInt8(broken.readUInt8(broken.length - 1) ^ 1, broken.length - 1);
  const headers = { ':event-type': 'contentBlockDelta', ':message-type': 'event' };

  it.each([
    ['a wrong checksum', broken],
    ['a payload that is not JSON', encodeFrame(headers, Buffer.from('{"delta":'))],
    ['a length that is none', Buffer.alloc(12)],
  ])('with %s is an error with code protocol, and closes the stream', async (_name, frame) => {
    const script = [messageStart(), textDelta('so far'), bytes(frame), stall()];
    const { client, asked } = await serve(protocol, script);
    const error = await new Listener(fromConverseStream(client, input, { decode })).fails();
    expect(error).toMatchObject({
      code: 'protocol',
      retryable: false,
      partial: { message: { content: [{ text: 'so far' }] } },
    });
    expect(await (await asked()).closed).toMatchObject({ by: 'client' });
  });
});
