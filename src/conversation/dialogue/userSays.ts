import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../../check.js';
import { userMessage } from '../../message/messages.js';
import { type Said, withoutBlanks } from '../history/withoutBlanks.js';

/**
 * What a user says, as a message of its own: whoever changes the list of blocks later does not change what was said.
 * @throws TypeError - when there is nothing in it
 */
export function userSays(content: string | ContentBlock[]): Said {
  const said = withoutBlanks(userMessage(content));
  if (said.content.length > 0) return said;
  const fix = 'Leave out what is blank.';
  throw new TypeError(complaint('The content of send()', content, 'something that is not blank', fix));
}
