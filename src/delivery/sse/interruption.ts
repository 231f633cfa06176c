import type { GenerationError } from '../../errors.js';

/** Why a response could not be read to the end of the generation, where coming back may help. */
export class Interruption extends Error {
  /** What it is if coming back does not help. */
  readonly reason: GenerationError;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number;

  constructor(reason: GenerationError, retryAfter = 0) {
    super(reason.message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}
