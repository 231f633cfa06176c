import type {
  ConverseStreamCommand,
  ConverseStreamCommandInput,
  ConverseStreamCommandOutput,
  Message,
} from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../check.js';

/** What a source asks of a client: the SDK's `BedrockRuntimeClient` has it, and so has `scriptedClient()`. */
export interface ConverseClient {
  send(
    command: ConverseStreamCommand,
    options?: { abortSignal?: AbortSignal },
  ): Promise<ConverseStreamCommandOutput>;
}

/** Throws if Bedrock could not but refuse the request, or if there is no client to send it. */
export function checkRequest(client: ConverseClient, input: ConverseStreamCommandInput): void {
  const fail = (name: string, value: unknown, rule: string, fix: string) => {
    throw new TypeError(complaint(name, value, rule, fix));
  };
  if (typeof (client as Partial<ConverseClient> | undefined)?.send !== 'function') {
    fail('client', client, 'a client with a send() method', 'Pass new BedrockRuntimeClient({ region }).');
  }
  if (typeof input !== 'object' || (input as unknown) === null) {
    fail('input', input, 'the input of a ConverseStreamCommand', 'Pass { modelId, messages }.');
  }
  const { modelId, messages, system } = input;
  if (typeof modelId !== 'string' || modelId.trim() === '') {
    const fix = "Name the model, for example { modelId: 'us.amazon.nova-micro-v1:0', … }.";
    fail('input.modelId', modelId, 'a model ID, inference profile or ARN', fix);
  }
  // A stored prompt brings messages of its own; everything else needs at least one.
  const isStoredPrompt = messages === undefined && (modelId ?? '').includes(':prompt/');
  if (!isStoredPrompt && !(Array.isArray(messages) && messages.length > 0)) {
    fail('input.messages', messages, 'an array with at least one message', "Pass [userMessage('…')].");
  }
  for (const [index, message] of (messages ?? []).entries()) {
    const content: unknown = (message as Partial<Message> | undefined)?.content;
    const fix = "Pass [{ text: '…' }], or make the message by userMessage('…').";
    if (!Array.isArray(content)) fail(`input.messages[${index}].content`, content, 'an array of blocks', fix);
  }
  if (system !== undefined && !Array.isArray(system)) {
    fail('input.system', system, 'an array of blocks', "Pass [{ text: '…' }].");
  }
}
