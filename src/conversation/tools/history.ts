import type { ContentBlock, Message, StopReason } from '@aws-sdk/client-bedrock-runtime';
import { contentOf } from '../../message/content.js';
import type { MessageState } from '../../message/fold.js';
import type { MessageSnapshot } from '../../message/snapshot.js';
import { type ToolCall, toolCallsOf } from '../../message/toolCall.js';
import type { ToolRuns } from './toolRuns.js';

/** What a turn adds to the history: the answer, and the results of the calls in it, one for each, in their order. */
export function historyOf(snapshot: MessageSnapshot, state: MessageState, runs: ToolRuns): Message[] {
  const { role } = snapshot.message;
  const content = (isWhole(snapshot) ? wholeContent(state) : snapshot.message.content).map(withFitName);
  if (content.length === 0) return [];
  const results = content.flatMap(({ toolUse }): ContentBlock[] => {
    const isOurs = toolUse?.toolUseId !== undefined && toolUse.type !== 'server_tool_use';
    return isOurs ? [{ toolResult: runs.resultFor(toolUse.toolUseId!) }] : [];
  });
  const answer: Message = { role, content };
  return results.length === 0 ? [answer] : [answer, { role: 'user', content: results }];
}

const cuts = new Set<StopReason | undefined>([
  'max_tokens',
  'model_context_window_exceeded',
  'content_filtered',
  'guardrail_intervened',
]);

/** Whether the model has said all that it wanted to say. */
export function isWhole({ status, stopReason }: MessageSnapshot): boolean {
  return status === 'complete' && !cuts.has(stopReason);
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

/** A model may call what has never been a name, and Bedrock refuses to be sent that back. */
function withFitName(block: ContentBlock): ContentBlock {
  const { toolUse } = block;
  const name = toolUse?.name?.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64);
  return name === toolUse?.name ? block : { toolUse: { ...toolUse!, name } };
}
