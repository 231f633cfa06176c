import type { ObservableInput } from 'rxjs';
import type { ConverseOptions } from '../../converse.js';
import type { ToolCall } from '../../message/toolCall.js';
import type { Tool } from './tool.js';
import type { TurnOutcome } from './turn.js';

/** Whether a tool may run; what is denied goes back to the model, with the reason if there is one. */
export type Approval = boolean | { readonly denied: string };

/** What `converseWithTools` understands beside the options of every generation. */
export interface ToolOptions extends ConverseOptions {
  /** What the model may call. */
  tools: readonly Tool[];
  /**
   * How many turns there may be: the last may call tools, whose results are then left to the caller.
   * @default 10
   */
  maxTurns?: number | undefined;
  /** Asked after every turn that would be followed by another: `true` ends it there. */
  stopWhen?: ((outcome: TurnOutcome) => boolean) | undefined;
  /**
   * How many tools may run at the same time.
   * @default Infinity
   */
  concurrency?: number | undefined;
  /**
   * How long a tool may run, in milliseconds; 0 means for ever. Waiting for approval does not count.
   * @default 0
   */
  toolTimeout?: number | undefined;
  /**
   * Asked before every run, with an input that is valid: says whether it may run, at once or later by a promise or an
   * Observable (its first value). What throws, or ends without a word, is a no.
   * @default every call may run
   */
  onApproval?:
    | ((call: ToolCall, context: { signal: AbortSignal }) => Approval | ObservableInput<Approval>)
    | undefined;
}
