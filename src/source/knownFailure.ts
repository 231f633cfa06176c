import type { GenerationErrorCode } from '../errors.js';

/** A failure that a source knows better than the error underneath. */
export class KnownFailure extends Error {
  readonly code: GenerationErrorCode;

  constructor(code: GenerationErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
