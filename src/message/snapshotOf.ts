import type { ConversationRole } from '@aws-sdk/client-bedrock-runtime';
import { type BlockState, isOpenCall, isUnsigned } from './block.js';
import { contentOf } from './content.js';
import type { MessageState } from './fold.js';
import type { MessageSnapshot, Status } from './snapshot.js';
import { viewOf } from './viewOf.js';

/** The message as it stands, for others to keep: it never changes afterwards. */
export function snapshotOf(state: MessageState, status: Status = liveStatus(state)): MessageSnapshot {
  return { message: messageAt(status, state), status, ...state.details };
}

/** All that had arrived when a generation failed. */
export function partialOf(state: MessageState): MessageSnapshot {
  return snapshotOf(state, 'failed');
}

function liveStatus(state: MessageState): Status {
  return state.hasContent ? 'streaming' : 'connecting';
}

/** Of a message that was cut, only what can be sent back counts. */
function messageAt(status: Status, state: MessageState): MessageSnapshot['message'] {
  const { role, blocks } = state;
  // The empty list must be everybody's own: whoever adds to its message must not add to those of others.
  if (blocks.length === 0) return toMessage(role, blocks);
  const isCut = status !== 'connecting' && status !== 'streaming' && status !== 'complete';
  return isCut && blocks.some(isUnfinished) ? toMessage(role, blocks.filter(isFinished)) : messageOf(state);
}

const messageOf = /* @__PURE__ */ viewOf(({ role, blocks }: MessageState) => toMessage(role, blocks));

function toMessage(role: ConversationRole, blocks: readonly BlockState[]): MessageSnapshot['message'] {
  return { role, content: blocks.flatMap(contentOf) };
}

function isUnfinished(block: BlockState): boolean {
  return isOpenCall(block) || isUnsigned(block);
}

function isFinished(block: BlockState): boolean {
  return !isUnfinished(block);
}
