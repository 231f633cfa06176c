import type { Message } from '@aws-sdk/client-bedrock-runtime';

/**
 * A history cut where a user says something: each part is a question with all that it led to, so that a tool call and
 * its result are never parted.
 */
export function exchangesIn(messages: readonly Message[]): Message[][] {
  const exchanges: Message[][] = [];
  for (const message of messages) {
    const last = exchanges.at(-1);
    if (last && !isQuestion(message)) last.push(message);
    else exchanges.push([message]);
  }
  return exchanges;
}

/** Whether a message begins an exchange: results of tools go on with one. */
function isQuestion({ role, content }: Message): boolean {
  return role === 'user' && !content?.some(({ toolResult }) => toolResult);
}
