import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { converse, fromConverseStream, GenerationError, toOutcome } from 'rx-bedrock';
import { messageStart, messageStop, stall, textDelta, wait } from 'rx-bedrock/testing';
import { headers } from 'rx-bedrock/testing/loopback';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('a provider that falls silent, over %s', (protocol) => {
  it('is an error in the middle, with all that had arrived, and the line is closed', async () => {
    const { bedrock, client } = await serve(protocol, [messageStart(), textDelta('Well'), stall()]);
    const { status, error } = await toOutcome(converse(client, input, { idleTimeout: 60 }));
    expect(status).toBe('timedOut');
    expect(error).toMatchObject({
      code: 'timeout',
      retryable: true,
      partial: { message: { content: [{ text: 'Well' }] } },
      response: { requestId: expect.any(String) as string, attempts: 1 },
    });
    expect(error?.message).toContain('sent nothing for 60 ms, between two events');
    expect((await bedrock.requests[0]!.closed).by).toBe('client');
  });

  it.each([
    ['before the headers', [stall()]],
    ['after the headers', [headers(), stall()]],
  ])('is an error %s', async (_when, script) => {
    const { bedrock, client } = await serve(protocol, script);
    const events = fromConverseStream(client, input, { firstEventTimeout: 60 });
    await expect(lastValueFrom(events)).rejects.toThrow(GenerationError);
    await expect(lastValueFrom(events)).rejects.toMatchObject({ code: 'timeout' });
    await Promise.all(bedrock.requests.map(({ closed }) => closed));
  });

  it("is an error before the headers also where it is the SDK's handler that loses its patience", async () => {
    const { bedrock } = await serve(protocol, [stall()]);
    const patience = { requestTimeout: 60 };
    const requestHandler =
      protocol === 'h2'
        ? new NodeHttp2Handler(patience)
        : new NodeHttpHandler({ ...patience, throwOnRequestTimeout: true });
    const client = bedrock.client({ requestHandler, maxAttempts: 1 });
    const { error } = await toOutcome(converse(client, input, { retry: false }));
    expect(error).toMatchObject({
      code: 'timeout',
      retryable: true,
      response: { attempts: 1 },
      cause: { name: 'TimeoutError' },
    });
    expect((await bedrock.requests[0]!.closed).by).toBe('client');
  });

  it('has said all after messageStop: only the metadata is missing then', async () => {
    const script = [messageStart(), textDelta('All of it'), messageStop(), stall()];
    const { client } = await serve(protocol, script);
    const { status, usage } = await toOutcome(converse(client, input, { idleTimeout: 60 }));
    expect([status, usage]).toEqual(['complete', undefined]);
  });

  it('may think for longer before the first word than between two', async () => {
    const script = [wait(120), messageStart(), textDelta('So'), messageStop()];
    const { client } = await serve(protocol, script);
    const options = { firstEventTimeout: 30_000, idleTimeout: 60 };
    const { status } = await toOutcome(converse(client, input, options));
    expect(status).toBe('complete');
  });
});
