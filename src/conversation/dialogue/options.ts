import type { ConverseStreamCommandInput, Message } from '@aws-sdk/client-bedrock-runtime';
import type { TrimHistory } from '../history/trimmed.js';
import type { ToolOptions } from '../tools/options.js';

/**
 * What a `send` does while a turn is running, by RxJS's names: `concat` waits for its turn, `switch` stops the one that
 * is running, `exhaust` is ignored, and `error` fails.
 */
export type SendPolicy = 'concat' | 'switch' | 'exhaust' | 'error';

/** What a turn is asked with. */
export interface TurnOptions
  extends Omit<ConverseStreamCommandInput, 'messages'>,
    Omit<Partial<ToolOptions>, 'grace' | 'stop' | 'trimHistory'> {}

/**
 * What `createConversation` understands: what a `ConverseStreamCommand` takes; the options of `converse`, and of
 * `converseWithTools` where there are `tools`, but for `grace` and `stop`, for which a conversation has no use; and
 * these.
 */
export interface ConversationOptions extends TurnOptions {
  /**
   * What has been said before: copied, and made acceptable. It begins with the user: a greeting of the model's that
   * comes before is left out, as Bedrock takes none.
   * @default nothing
   */
  messages?: readonly Message[] | undefined;
  /**
   * What a `send` does while a turn is running: `'concat'` waits for its turn, `'switch'` stops the one that is
   * running, `'exhaust'` is ignored (it completes at once, without an event), `'error'` fails with code `rejected`.
   * @default 'concat'
   */
  policy?: SendPolicy | undefined;
  /**
   * Called before each request with all messages, the new one included: what it returns is sent. What it leaves out
   * stays in the conversation.
   * @default everything is sent
   */
  trimHistory?: TrimHistory | undefined;
}

/** What goes on top of the conversation's options, for one turn. */
export type SendOptions = Partial<TurnOptions>;
