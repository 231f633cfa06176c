import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../../check.js';
import { userMessage } from '../../message/messages.js';
import { checkContent } from '../history/checkMessage.js';
import { type Said, withoutBlanks } from '../history/withoutBlanks.js';

/**
 * What a user says, as a message.
 * @throws TypeError - when there is nothing in it, or a block is none
 */
export function userSays(content: string | ContentBlock[]): Said {
  const { content: blocks = [] } = userMessage(content);
  checkContent('content', blocks, "Pass text, or blocks: [{ text: '…' }, { image: { … } }].");
  const said = withoutBlanks({ role: 'user', content: blocks });
  if (said.content.length > 0) return said;
  const fix = 'Leave out what is blank.';
  throw new TypeError(complaint('The content of send()', content, 'something that is not blank', fix));
}
