import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { contentOf } from '../../message/content.js';
import type { MessageState } from '../../message/fold.js';
import { type ToolCall, toolCallsOf } from '../../message/toolCall.js';
import type { Outcome } from '../../outcome.js';
import { CallIds, isClientCall } from '../history/callIds.js';
import { withoutBlanks } from '../history/withoutBlanks.js';
import type { ToolRun } from './toolRun.js';
import { resultsOf } from './toolRuns.js';
import { wasCut } from './turn.js';

/** What a turn adds to the history: the answer, and the results of the calls in it, one for each, in their order. */
export function historyOf(how: Outcome, state: MessageState, runs: readonly ToolRun[]): Message[] {
  const { role } = how.message;
  const isWhole = state.hasStopped && !how.error && !wasCut(how);
  const said = isWhole ? wholeContent(state) : how.message.content;
  const { content } = withoutBlanks({ role, content: said });
  if (content.length === 0) return [];
  const called = content.filter(isClientCall).map(({ toolUse }) => toolUse.toolUseId ?? '');
  const ids = new CallIds();
  const answer: Message = { role, content: ids.call(content) };
  const results = ids.answer(resultsOf(runs, called).map((toolResult) => ({ toolResult })));
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

function withoutInput({ toolUseId, name, type }: ToolCall): ContentBlock[] {
  const isNamed = toolUseId !== '' && name !== '' && type !== 'server_tool_use';
  return isNamed ? [{ toolUse: { toolUseId, name, input: {} } }] : [];
}
