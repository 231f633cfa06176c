import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { fromConverseStream } from 'rx-bedrock';
import type { LoopbackProtocol } from 'rx-bedrock/testing/loopback';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Listener } from './listener.js';
import { input, protocols, serve } from './serve.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'rx-bedrock-home-'));
});
afterAll(() => rm(home, { recursive: true }));

/** As on a machine where nobody has ever heard of AWS. */
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  // Otherwise the SDK asks the network whether this is a machine in the cloud.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(protocols)('a client that lacks something, over %s', (protocol) => {
  it('is told which region to set', async () => {
    const { bedrock } = await serve(protocol, []);
    const credentials = { accessKeyId: 'AN', secretAccessKey: 'example' };
    const client = makeClient(protocol, { endpoint: bedrock.url, credentials });
    const error = await new Listener(fromConverseStream(client, input)).fails();
    expect(error).toMatchObject({ code: 'rejected', retryable: false });
    expect(error.message).toMatch(/^rejected: Region is missing.* AWS_REGION.*region: 'us-east-1'/s);
    expect(error.cause).toBeInstanceOf(Error);
    expect(bedrock.requests).toEqual([]);
  });

  it('is told how to get credentials', async () => {
    const { bedrock } = await serve(protocol, []);
    const client = makeClient(protocol, { endpoint: bedrock.url, region: 'us-east-1' });
    const error = await new Listener(fromConverseStream(client, input)).fails();
    expect(error).toMatchObject({ code: 'rejected', retryable: false });
    expect(error.message).toMatch(/^rejected: Could not load credentials.*aws configure.*AWS_ACCESS_KEY_ID/s);
    expect(error.cause).toMatchObject({ name: 'CredentialsProviderError' });
    expect(bedrock.requests).toEqual([]);
  });
});

function makeClient(protocol: LoopbackProtocol, config: BedrockRuntimeClientConfig): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    ...config,
    ...(protocol === 'h2' ? {} : { requestHandler: new NodeHttpHandler() }),
  });
}
