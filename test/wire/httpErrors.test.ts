import * as sdk from '@aws-sdk/client-bedrock-runtime';
import { fromConverseStream } from 'rx-bedrock';
import { httpError } from 'rx-bedrock/testing/loopback';
import { textMessage } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('an HTTP error over %s', (protocol) => {
  // The last column: how often the SDK asks before it gives up.
  it.each([
    [400, 'ValidationException', 'rejected', sdk.ValidationException, 1],
    [403, 'AccessDeniedException', 'rejected', sdk.AccessDeniedException, 1],
    [404, 'ResourceNotFoundException', 'rejected', sdk.ResourceNotFoundException, 1],
    [408, 'ModelTimeoutException', 'timeout', sdk.ModelTimeoutException, 1],
    [424, 'ModelErrorException', 'model', sdk.ModelErrorException, 1],
    [429, 'ThrottlingException', 'throttled', sdk.ThrottlingException, 3],
    [500, 'InternalServerException', 'unavailable', sdk.InternalServerException, 3],
    [503, 'ServiceUnavailableException', 'unavailable', sdk.ServiceUnavailableException, 3],
  ])('%i %s is an error with code %s', async (status, type, code, Cause, attempts) => {
    const { client, bedrock } = await serve(protocol, [httpError(status, type, 'Not today.')]);
    const error = await new Listener(fromConverseStream(client, input)).fails();
    expect(error.cause).toBeInstanceOf(Cause);
    expect(error).toMatchObject({
      code,
      message: `${code}: Not today.`,
      retryable: ['throttled', 'unavailable', 'timeout'].includes(code),
      response: { requestId: `loopback-${attempts}`, attempts },
    });
    expect(error.partial).toEqual({
      status: code === 'timeout' ? 'timedOut' : 'failed',
      message: { role: 'assistant', content: [] },
      response: error.response,
    });
    expect(bedrock.requests).toHaveLength(attempts);
  });

  // Proxies and gateways answer too, in words that nobody knows.
  it.each([
    [401, 'WhoAreYou', 'rejected', false],
    [403, 'ForbiddenException', 'rejected', false],
    [408, 'TooSlow', 'timeout', true],
    [429, 'SlowDown', 'throttled', true],
    [500, 'Oops', 'unavailable', true],
    [502, 'BadGateway', 'unavailable', true],
    [503, 'Overloaded', 'unavailable', true],
  ])('%i with an unknown type %s is told apart by its status: %s', async (status, type, code, retryable) => {
    const { client } = await serve(protocol, [httpError(status, type)]);
    const error = await new Listener(fromConverseStream(client, input)).fails();
    expect(error).toMatchObject({ code, retryable });
  });

  it('that a second attempt of the SDK overcomes is only a number in the response', async () => {
    const { client } = await serve(protocol, ({ index }) =>
      index === 0 ? [httpError(500, 'InternalServerException')] : textMessage('Here I am.'),
    );
    const listener = new Listener(
      fromConverseStream(client, input, {
        onResponse: (info) => expect(info).toEqual({ requestId: 'loopback-2', attempts: 2 }),
      }),
    );
    expect(await listener.end).toBe('complete');
    expect(listener.text).toBe('Here I am.');
  });
});
