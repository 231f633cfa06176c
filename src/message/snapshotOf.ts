import type { ConversationRole } from '@aws-sdk/client-bedrock-runtime';
import { type BlockState, isOpenCall, isUnsigned } from './block.js';
import { contentOf } from './content.js';
import type { MessageState } from './fold.js';
import type { MessageSnapshot, Status } from './snapshot.js';

/** The message as it stands, for others to keep: it never changes afterwards. */
export function snapshotOf(state: MessageState, status: Status = liveStatus(state)): MessageSnapshot {
  return { message: messageOf(state.role, blocksAt(status, state.blocks)), status, ...state.details };
}

/** All that had arrived when a generation failed. */
export function partialOf(state: MessageState): MessageSnapshot {
  return snapshotOf(state, 'failed');
}

function liveStatus(state: MessageState): Status {
  return state.hasContent ? 'streaming' : 'connecting';
}

/** The blocks as they count: of a message that was cut, only those that can be sent back. */
function blocksAt(status: Status, blocks: readonly BlockState[]): readonly BlockState[] {
  if (status === 'connecting' || status === 'streaming' || status === 'complete') return blocks;
  return blocks.some(isCut) ? blocks.filter((block) => !isCut(block)) : blocks;
}

function isCut(block: BlockState): boolean {
  return isOpenCall(block) || isUnsigned(block);
}

// The same blocks are the same message, so that a screen can skip what has not changed.
const messages = new WeakMap<readonly BlockState[], MessageSnapshot['message']>();

function messageOf(role: ConversationRole, blocks: readonly BlockState[]): MessageSnapshot['message'] {
  const known = messages.get(blocks);
  if (known?.role === role) return known;
  const message = { role, content: blocks.flatMap(contentOf) };
  // The empty list is everybody's: whoever adds to its message must not add to those of others.
  if (blocks.length > 0) messages.set(blocks, message);
  return message;
}
