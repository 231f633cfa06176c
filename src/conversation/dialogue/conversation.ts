import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import type { Observable } from 'rxjs';
import type { ConverseEvent } from '../../events.js';
import type { ForkOptions } from './forkOptions.js';
import type { SendOptions } from './options.js';
import type { SavedConversation } from './saved.js';
import type { ConversationState, ConversationTurn } from './state.js';

/** Turns with one model, one after the other, and their history: made by `createConversation`. */
export interface Conversation {
  /**
   * The state of the turn that runs, or ran last, for screens: `idle` before the first one, and after `restore` and
   * `fork` too, whatever the history holds. A `send` that is refused by the policy, or after `close`, does not show in
   * it: it is told to whoever subscribes to what that `send` has returned.
   */
  readonly state: Observable<ConversationState>;
  /** All turns, in order: a new list whenever one is asked for, begins or ends. */
  readonly turns: Observable<readonly ConversationTurn[]>;
  /**
   * The history as Bedrock accepts it: what the next turn is asked with, before its own message. A new list whenever a
   * turn begins or ends. It is frozen, and its bytes are copies: what is done with it changes nothing in the
   * conversation.
   */
  readonly messages: Observable<readonly Message[]>;
  /**
   * Says something, and asks for an answer. The turn runs to its end whether somebody subscribes or not, and whoever
   * leaves: only `stop` stops it.
   *
   * With tools it is one generation over several messages, and ends as the turn does: the end of a message that calls
   * tools is told when the next one begins, so that a turn that is stopped in between folds to `stopped`. What folds a
   * message (`toOutcome`, `accumulateText`, …) starts anew with each: it ends with the last message, and with the
   * usage of that one; the sum over all is the `usage` of the turn in `turns`.
   * @param content - plain text, or Bedrock's content blocks; copied
   * @param options - what goes on top of the conversation's options, for this turn
   * @returns the generation of the turn: hot, for whoever comes and whenever. With policy `exhaust`, a `send` that is
   * ignored completes without an event: `toOutcome` says `stopped`. After `close` it fails with code `aborted`.
   * @throws TypeError, RangeError - at once, when there is nothing in it, a block is none, or an option cannot be meant
   */
  send(content: string | ContentBlock[], options?: SendOptions): Observable<ConverseEvent>;
  /**
   * Asks again for the last turn that has begun: the same words of the user, with the history before them. All that
   * the turn had led to is thrown away, tool calls and their results included: tools run again. Where it is running, it
   * is stopped first, and its generation completes. Turns that wait go on waiting. A turn of a history that was restored
   * has the conversation's options.
   * @param options - what goes on top of the options that the turn had
   * @returns the generation of the new answer; it fails with code `rejected` where nothing was asked yet, and with
   * `aborted` after `close`
   */
  regenerate(options?: SendOptions): Observable<ConverseEvent>;
  /**
   * Stops the turn that runs: what has arrived stays in the history. The turns that wait for it go on.
   * @param reason - why, for the `signal` of the tools that run; without one it is an `AbortError`
   */
  stop(reason?: Error): void;
  /**
   * Another conversation that begins with this history, as if the turns under way were stopped now. It has the same
   * options, goes its own way, and is not closed by `close` of this one.
   * @param options - see {@link ForkOptions}
   * @throws TypeError, RangeError - at once, when there are not so many turns
   */
  fork(options?: ForkOptions): Conversation;
  /** The conversation as JSON, as if the turns under way were stopped now. */
  toJSON(): SavedConversation;
  /**
   * Replaces the history by a saved one; what runs or waits is stopped.
   * @param json - what `toJSON` has returned, or its text
   * @throws TypeError, RangeError - at once, when it is nothing that was saved, or of another version
   * @throws {@link GenerationError} with code `aborted` - after `close`
   */
  restore(json: SavedConversation | string): void;
  /**
   * Stops everything for good: `state`, `turns` and `messages` complete, and whoever comes later is given the last of
   * each. Nothing more can be sent: `send` and `regenerate` fail with code `aborted`; `stop` and `close` do nothing.
   * `toJSON` and `fork` still work.
   */
  close(): void;
}
