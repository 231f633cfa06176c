import type { BedrockRuntimeClient, BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { loadPeer } from '../peers/load.js';
import { credentials, type OpenClient, question, type ReadAnswer, region } from './client.js';
import { readLoop } from './readLoop.js';

interface Chunk {
  readonly text: string;
}

interface LangChain {
  ChatBedrockConverse: new (fields: {
    model: string;
    region: string;
    client: BedrockRuntimeClient;
  }) => {
    stream(input: string): Promise<AsyncIterable<Chunk>>;
  };
}

interface Sdk {
  BedrockRuntimeClient: new (config: BedrockRuntimeClientConfig) => BedrockRuntimeClient;
}

export const open: OpenClient<ReadAnswer> = async ({ h2 }) => {
  const { ChatBedrockConverse } = await loadPeer<LangChain>('@langchain/aws');
  const sdk = await loadPeer<Sdk>('@aws-sdk/client-bedrock-runtime');
  const client = new sdk.BedrockRuntimeClient({ endpoint: h2, region, credentials });
  return async (modelId) => {
    const model = new ChatBedrockConverse({ model: modelId, region, client });
    return readLoop(await model.stream(question), ({ text }) => text);
  };
};
