import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { loadPeer } from '../peers/load.js';
import { credentials, type OpenClient, question, type ReadAnswer, region } from './client.js';
import { readLoop } from './readLoop.js';

interface StreamEvent {
  readonly type: string;
  readonly delta?: { readonly type: string; readonly text?: string };
}

interface Strands {
  BedrockModel: new (options: {
    modelId: string;
    region: string;
    clientConfig: BedrockRuntimeClientConfig;
  }) => { stream(messages: readonly object[]): AsyncIterable<StreamEvent> };
  Message: new (data: { role: 'user'; content: readonly object[] }) => object;
  TextBlock: new (text: string) => object;
}

export const open: OpenClient<ReadAnswer> = async ({ h2 }) => {
  const { BedrockModel, Message, TextBlock } = await loadPeer<Strands>('@strands-agents/sdk');
  const messages = [new Message({ role: 'user', content: [new TextBlock(question)] })];
  const models = new Map<string, InstanceType<typeof BedrockModel>>();
  return (modelId) => {
    let model = models.get(modelId);
    if (!model) {
      model = new BedrockModel({ modelId, region, clientConfig: { endpoint: h2, credentials } });
      models.set(modelId, model);
    }
    return readLoop(model.stream(messages), ({ delta }) => delta?.text);
  };
};
