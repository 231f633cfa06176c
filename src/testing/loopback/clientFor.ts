import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import type { LoopbackProtocol } from './protocol.js';

/** Makes a client for the server at an address. */
export type MakeClient = (url: string, config?: BedrockRuntimeClientConfig) => BedrockRuntimeClient;

/** How to make real SDK clients that speak the protocol, and need nothing of the environment. */
export async function clientFor(protocol: LoopbackProtocol): Promise<MakeClient> {
  const handlerConfig = protocol === 'h2' ? () => ({}) : await http1Config();
  return (endpoint, config) =>
    new BedrockRuntimeClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'LOOPBACK', secretAccessKey: 'loopback' },
      // A bearer token in the environment would win over these credentials, and be sent to the loopback.
      authSchemePreference: ['sigv4'],
      ...handlerConfig(),
      ...config,
    });
}

async function http1Config(): Promise<() => BedrockRuntimeClientConfig> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  return () => ({ requestHandler: new NodeHttpHandler() });
}
