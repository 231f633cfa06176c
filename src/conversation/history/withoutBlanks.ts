import type { ContentBlock, Message, ToolResultBlock } from '@aws-sdk/client-bedrock-runtime';
import { isServerCall } from '../../message/toolCall.js';

/** A message whose content is there. */
export type Said = Message & { role: NonNullable<Message['role']>; content: ContentBlock[] };

/** The message without what Bedrock refuses to be sent back; its content may then be empty. */
export function withoutBlanks({ role = 'user', content = [] }: Message): Said {
  const blocks = content.flatMap((block) => (isBlank(block.text) ? [] : filled(block)));
  return { role, content: role === 'assistant' ? answered(blocks) : blocks };
}

function filled(block: ContentBlock): ContentBlock {
  return block.toolResult?.content?.some(({ text }) => isBlank(text))
    ? { toolResult: withoutBlankText(block.toolResult) }
    : block;
}

function withoutBlankText(result: ToolResultBlock): ToolResultBlock {
  return { ...result, content: result.content?.filter(({ text }) => !isBlank(text)) };
}

/** Without what was left hanging when an answer was cut: a call of Bedrock's own tools, and thoughts with no word after them. */
function answered(blocks: ContentBlock[]): ContentBlock[] {
  const results = new Set(blocks.map(({ toolResult }) => toolResult?.toolUseId));
  const paired = blocks.filter(
    ({ toolUse }) => !toolUse || !isServerCall(toolUse) || results.has(toolUse.toolUseId),
  );
  const end = paired.findLastIndex(({ reasoningContent }) => !reasoningContent);
  return paired.slice(0, end + 1);
}

function isBlank(text: string | undefined): boolean {
  return text?.trim() === '';
}
