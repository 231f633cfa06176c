import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';

/** A history, a line for each message. */
export function transcriptOf(messages: readonly Message[]): string {
  return messages.map(({ role, content = [] }) => `${role}: ${content.map(inWords).join(' ')}\n`).join('');
}

function inWords({ text, toolUse, toolResult }: ContentBlock): string {
  if (toolUse) return `[calls ${toolUse.name} ${JSON.stringify(toolUse.input)}]`;
  if (toolResult) {
    return `[result ${toolResult.content?.map((part) => part.text ?? JSON.stringify(part.json)).join(' ')}]`;
  }
  return text ?? '[…]';
}
