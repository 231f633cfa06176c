import { loadPeer } from '../peers/load.js';
import { credentials, type OpenClient, question, type ReadAnswer, region } from './client.js';
import { readLoop } from './readLoop.js';

interface StreamEvent {
  readonly type: string;
  readonly delta?: { readonly text?: string };
}

interface Anthropic {
  AnthropicBedrock: new (options: {
    baseURL: string;
    awsRegion: string;
    awsAccessKey: string;
    awsSecretKey: string;
  }) => {
    messages: {
      create(request: {
        model: string;
        max_tokens: number;
        messages: readonly { role: 'user'; content: string }[];
        stream: true;
      }): Promise<AsyncIterable<StreamEvent>>;
    };
  };
}

/** Another operation with events of its own: what compares is the same text in as many deltas. */
export const open: OpenClient<ReadAnswer> = async ({ http1 }) => {
  const { AnthropicBedrock } = await loadPeer<Anthropic>('@anthropic-ai/bedrock-sdk');
  const client = new AnthropicBedrock({
    baseURL: http1,
    awsRegion: region,
    awsAccessKey: credentials.accessKeyId,
    awsSecretKey: credentials.secretAccessKey,
  });
  return async (model) => {
    const messages = [{ role: 'user', content: question }] as const;
    const events = await client.messages.create({ model, max_tokens: 1_000_000, messages, stream: true });
    return readLoop(events, ({ delta }) => delta?.text);
  };
};
