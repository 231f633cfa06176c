import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../../events.js';
import type { SendOptions } from './options.js';
import type { SavedConversation } from './saved.js';
import type { ConversationState, ConversationTurn } from './state.js';

/** Turns with one model, one after the other, and their history: made by `createConversation`. */
export interface Conversation {
  /** The state of the turn that runs, or ran last, for screens. */
  readonly state: Observable<ConversationState>;
  /** All turns, in order: a new list whenever one is asked for, begins or ends. */
  readonly turns: Observable<readonly ConversationTurn[]>;
  /**
   * The history as Bedrock accepts it: what the next turn is asked with, before its own message. A new list whenever a
   * turn begins or ends.
   */
  readonly messages: Observable<readonly Message[]>;
  /**
   * Says something, and asks for an answer. The turn runs to its end whether somebody subscribes or not, and whoever
   * leaves: only `stop` stops it.
   * @param content - plain text, or Bedrock's content blocks
   * @param options - what goes on top of the conversation's options, for this turn
   * @returns the generation of the turn: hot, for whoever comes and whenever
   * @throws TypeError, RangeError - at once, when there is nothing in it, or an option cannot be meant
   */
  send(content: string | ContentBlock[], options?: SendOptions): Observable<ConverseEvent>;
  /**
   * Asks again for the last turn: its answer is thrown away, and where it is running, it is stopped. Turns that wait
   * go on waiting.
   * @param options - what goes on top of the options that the turn had
   * @returns the generation of the new answer; it fails with code `rejected` where nothing was asked yet
   */
  regenerate(options?: SendOptions): Observable<ConverseEvent>;
  /** Stops the turn that runs: what has arrived stays in the history. The turns that wait for it go on. */
  stop(): void;
  /** Another conversation that begins with this history, as if the turns under way were stopped now. */
  fork(): Conversation;
  /** The conversation as JSON, as if the turns under way were stopped now. */
  toJSON(): SavedConversation;
  /**
   * Replaces the history by a saved one; what runs or waits is stopped.
   * @param json - what `toJSON` has returned, or its text
   * @throws TypeError, RangeError - at once, when it is nothing that was saved, or of another version
   */
  restore(json: SavedConversation | string): void;
  /** Stops everything for good: `state`, `turns` and `messages` complete, and nothing more can be sent. */
  close(): void;
}
