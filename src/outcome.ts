import { type GenerationError, toGenerationError } from './errors.js';
import type { MessageState } from './message/fold.js';
import type { MessageSnapshot } from './message/snapshot.js';
import { partialOf, snapshotOf } from './message/snapshotOf.js';
import { textOf } from './message/text.js';

/**
 * How a generation ended, whichever way: the message, and the error if there was one. Of a message that is not whole it
 * holds what can be sent back: no tool call that was cut, no reasoning without its signature.
 */
export interface Outcome extends MessageSnapshot {
  error?: GenerationError;
}

/** An Outcome in the making, with the plain text that most screens want. */
export interface GenerationState extends Outcome {
  /** The text of all blocks, in order of index. */
  text: string;
}

/** The last snapshot of a generation that completed: without a messageStop, somebody had stopped it. */
export function completedSnapshot(state: MessageState): MessageSnapshot {
  return snapshotOf(state, state.hasStopped ? 'complete' : 'stopped');
}

/** The last snapshot of a generation that failed. */
export function failedOutcome(state: MessageState, cause: unknown): Outcome {
  const error = toGenerationError(cause, partialOf(state));
  const { status, response } = error.partial;
  return { ...snapshotOf(state, status), ...(response ? { response } : {}), error };
}

/** A snapshot with its text beside it. */
export function withText<S extends MessageSnapshot>(snapshot: S, state: MessageState): S & { text: string } {
  return { ...snapshot, text: textOf(state) };
}
