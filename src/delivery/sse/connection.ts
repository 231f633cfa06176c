import type { GenerationError } from '../../errors.js';

/** How the connection of a reader stands: a request is under way, the server has answered, or it was lost. */
export type SseConnection = { state: 'connecting' } | { state: 'open' } | SseInterruption;

/** A connection that was lost, or refused for now, and is made again. */
export interface SseInterruption {
  state: 'waiting';
  /** How often it was lost since the server last gave a sign of life. */
  failures: number;
  /** How long it is until the next request, in milliseconds. */
  delay: number;
  /** Why it was lost. */
  error: GenerationError;
}
