import type { ConverseEvent } from './events.js';

/** What is known of the exchange with Bedrock that a generation came from. */
export interface ResponseInfo {
  /** Bedrock's id of the request: what AWS support asks for. Absent where no response arrived. */
  requestId?: string;
  /** How many requests were made for this generation, the serving one included. */
  attempts: number;
  /** Which source served, where there was a choice. */
  source?: string;
}

// Bedrock's events have no room for the response they came in, and their shape is not ours to change. The
// messageStart that opens a generation reaches every subscriber as the same object, so it can stand for it.
const responses = new WeakMap<ConverseEvent, ResponseInfo>();

/** Remembers the response that a `messageStart` opened. */
export function rememberResponse(messageStart: ConverseEvent, response: ResponseInfo): void {
  responses.set(messageStart, response);
}

/** The response that a `messageStart` opened, if it came straight from a source. */
export function responseOf(messageStart: ConverseEvent): ResponseInfo | undefined {
  return responses.get(messageStart);
}
