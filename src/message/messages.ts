import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../check.js';

/**
 * A message of the user's, ready for `messages`.
 * @param content - plain text, or Bedrock's content blocks
 * @throws TypeError - when there is nothing in it: Bedrock refuses blank text
 */
export function userMessage(content: string | ContentBlock[]): Message {
  return { role: 'user', content: blocksOf('userMessage', content) };
}

/**
 * A message of the model's, ready for `messages`: a turn of the history, or the beginning of an answer.
 * @param content - plain text, or Bedrock's content blocks
 * @throws TypeError - when there is nothing in it: Bedrock refuses blank text
 */
export function assistantMessage(content: string | ContentBlock[]): Message {
  return { role: 'assistant', content: blocksOf('assistantMessage', content) };
}

function blocksOf(caller: string, content: string | ContentBlock[]): ContentBlock[] {
  const isText = typeof content === 'string';
  if (isText ? content.trim() !== '' : Array.isArray(content) && content.length > 0) {
    return isText ? [{ text: content }] : content;
  }
  const fix = 'Leave the message out where there is nothing to say.';
  throw new TypeError(
    complaint(`The content of ${caller}()`, content, 'text that is not blank, or content blocks', fix),
  );
}
