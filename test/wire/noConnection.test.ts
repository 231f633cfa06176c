import { fromConverseStream } from 'rx-bedrock';
import { stall } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('a connection over %s', (protocol) => {
  it('that is refused is a failure of the network', async () => {
    const { client, bedrock } = await serve(protocol, []);
    await bedrock.close();
    const error = await new Listener(fromConverseStream(client, input)).fails();
    expect(error).toMatchObject({ code: 'network', retryable: true, response: { attempts: 3 } });
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('that is lost before the headers is a failure of the network', async () => {
    const { bedrock, asked } = await serve(protocol, [stall()]);
    // A second attempt of the SDK would find nobody, which is another failure.
    const listener = new Listener(fromConverseStream(bedrock.client({ maxAttempts: 1 }), input));
    await asked();
    await bedrock.close();
    expect(await listener.fails()).toMatchObject({ code: 'network', retryable: true });
  });
});
