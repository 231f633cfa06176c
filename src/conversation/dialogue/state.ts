import type { Message, StopReason, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import type { Observable } from 'rxjs';
import type { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { emptyMessage } from '../../message/fold.js';
import type { Status } from '../../message/snapshot.js';
import { snapshotOf } from '../../message/snapshotOf.js';
import { type GenerationState, withText } from '../../outcome.js';
import type { ToolRun } from '../tools/toolRun.js';

/**
 * Where a conversation stands: where its latest turn does. `idle` before the first one, `tool` while the model waits
 * for tools.
 */
export type ConversationStatus = Status | 'idle' | 'tool';

/** A conversation at one moment, for screens: the message that comes, or came last. */
export interface ConversationState extends Omit<GenerationState, 'status'> {
  status: ConversationStatus;
  /** The tools that the model has called in this turn, each as it stands. */
  toolRuns: readonly ToolRun[];
}

/** How a turn can end. */
export type TurnEnd = Exclude<Status, 'connecting' | 'streaming'>;

/** A turn of a conversation: what the user said, and all that it led to. It never changes. */
export interface ConversationTurn {
  /** What the user said. */
  readonly user: Message;
  /** What it led to, as far as it can be sent back: nothing until there is an end of it. */
  readonly messages: readonly Message[];
  /** `waiting` for the turns before it, `running`, or how it ended. */
  readonly status: 'waiting' | 'running' | TurnEnd;
  /** Why the model ended its last message. */
  readonly stopReason?: StopReason;
  /** As far as Bedrock has told it: with tools, that of all messages together. */
  readonly usage?: TokenUsage;
  readonly error?: GenerationError;
  /** Its generation, which `send` has returned; absent where the turn was restored. */
  readonly events?: Observable<ConverseEvent>;
}

/** The state of a conversation in which nothing was asked yet. */
export function idleState(): ConversationState {
  return { ...withText(snapshotOf(emptyMessage), emptyMessage), status: 'idle', toolRuns: [] };
}
