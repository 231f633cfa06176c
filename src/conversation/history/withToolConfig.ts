import type { ConverseStreamCommandInput, Tool } from '@aws-sdk/client-bedrock-runtime';
import { isClientCall } from './callIds.js';

/**
 * The same request, with a toolConfig where its messages call tools and it has none: Bedrock refuses it otherwise. The
 * tools of the history are named in it, and the model is told that they are gone.
 */
export function withToolConfig(input: ConverseStreamCommandInput): ConverseStreamCommandInput {
  if (input.toolConfig) return input;
  const blocks = (input.messages ?? []).flatMap(({ content = [] }) => content);
  const names = new Set(blocks.filter(isClientCall).map(({ toolUse }) => toolUse.name ?? ''));
  return names.size === 0 ? input : { ...input, toolConfig: { tools: [...names].map(goneTool) } };
}

function goneTool(name: string): Tool {
  const description = 'Was there earlier in the conversation, and is not any more: do not call it.';
  return { toolSpec: { name, description, inputSchema: { json: { type: 'object' } } } };
}
