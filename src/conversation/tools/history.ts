import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { contentOf } from '../../message/content.js';
import type { MessageState } from '../../message/fold.js';
import { isServerCall, type ToolCall, toolCallsOf } from '../../message/toolCall.js';
import type { Outcome } from '../../outcome.js';
import { isClientCall } from '../history/callIds.js';
import { withoutBlanks } from '../history/withoutBlanks.js';
import type { ToolRuns } from './toolRuns.js';
import { wasCut } from './turn.js';

/** What a turn adds to the history: the answer, and the results of the calls in it, one for each, in their order. */
export function historyOf(how: Outcome, state: MessageState, runs: ToolRuns): Message[] {
  const { role } = how.message;
  const isWhole = state.hasStopped && !how.error && !wasCut(how);
  const said = isWhole ? wholeContent(state) : how.message.content;
  const { content } = withoutBlanks({ role, content: said.map(withFitName) });
  if (content.length === 0) return [];
  const ids = content.filter(isClientCall).map(({ toolUse }) => toolUse.toolUseId ?? '');
  const results = runs.resultsFor(ids).map((toolResult): ContentBlock => ({ toolResult }));
  const answer: Message = { role, content };
  return results.length === 0 ? [answer] : [answer, { role: 'user', content: results }];
}

/** A call that is no JSON has no place in a message; here it must have one, or its error could not be told. */
function wholeContent(state: MessageState): ContentBlock[] {
  const calls = new Map(toolCallsOf(state).map((call) => [call.blockIndex, call]));
  return state.blocks.flatMap((block) => {
    const call = calls.get(block.index);
    return call?.status === 'malformed' ? withoutInput(call) : contentOf(block);
  });
}

function withoutInput(call: ToolCall): ContentBlock[] {
  const { toolUseId, name } = call;
  const isOurs = toolUseId !== '' && name !== '' && !isServerCall(call);
  return isOurs ? [{ toolUse: { toolUseId, name, input: {} } }] : [];
}

/** A model may call what has never been a name, and Bedrock refuses to be sent that back. */
function withFitName(block: ContentBlock): ContentBlock {
  const { toolUse } = block;
  const name = toolUse?.name?.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64);
  return name === toolUse?.name ? block : { toolUse: { ...toolUse!, name } };
}
