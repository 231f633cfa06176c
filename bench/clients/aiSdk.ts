import { loadPeer } from '../peers/load.js';
import { credentials, type OpenClient, question, type ReadAnswer, region } from './client.js';
import { readLoop } from './readLoop.js';

type Model = object;

interface Ai {
  readonly streamText: (request: { model: Model; prompt: string }) => {
    readonly textStream: AsyncIterable<string>;
  };
}

interface Provider {
  readonly createAmazonBedrock: (settings: {
    baseURL: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
  }) => (modelId: string) => Model;
}

export const open: OpenClient<ReadAnswer> = async ({ http1 }) => {
  const { streamText } = await loadPeer<Ai>('ai');
  const { createAmazonBedrock } = await loadPeer<Provider>('@ai-sdk/amazon-bedrock');
  const bedrock = createAmazonBedrock({ baseURL: http1, region, ...credentials });
  return (modelId) => {
    const { textStream } = streamText({ model: bedrock(modelId), prompt: question });
    return readLoop(textStream, (piece) => piece);
  };
};
