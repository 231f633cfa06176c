import type { Message } from '@aws-sdk/client-bedrock-runtime';
import { CallIds } from './callIds.js';
import { type Said, withoutBlanks } from './withoutBlanks.js';

/**
 * The same history as Bedrock accepts it: it begins with the user, the roles take turns, nothing is blank, every tool
 * call has exactly one result, which stands first in the next message, and no two calls have the same id. A call that
 * nobody has answered is given an error as its result, unless it stands in the last message: it may yet be answered.
 */
export function acceptable(messages: readonly Message[]): Said[] {
  const result: Said[] = [];
  const ids = new CallIds();
  for (const { role, content } of joined(messages.map(withoutBlanks))) {
    // Results without a call may be all that a message had: then its neighbours meet.
    if (role === 'user') append(result, { role, content: ids.answer(content) });
    else if (result.length > 0) append(result, { role, content: ids.call(content) });
  }
  return result;
}

/** Neighbours of the same role in one message. */
function joined(messages: readonly Said[]): Said[] {
  const result: Said[] = [];
  for (const message of messages) append(result, message);
  return result;
}

function append(messages: Said[], { role, content }: Said): void {
  if (content.length === 0) return;
  const last = messages.at(-1);
  if (last?.role === role) messages[messages.length - 1] = { role, content: [...last.content, ...content] };
  else messages.push({ role, content });
}
