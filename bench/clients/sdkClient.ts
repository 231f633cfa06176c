import { BedrockRuntimeClient, type ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { userMessage } from 'rx-bedrock';
import type { Endpoint } from '../wire/endpoint.js';
import { credentials, question, region } from './client.js';

/** The SDK's client as everybody has it, pointed at the server. */
export function sdkClient({ h2 }: Endpoint): BedrockRuntimeClient {
  return new BedrockRuntimeClient({ endpoint: h2, region, credentials });
}

export function inputFor(modelId: string): ConverseStreamCommandInput {
  return { modelId, messages: [userMessage(question)] };
}
