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

/**
 * The `messageStart` with the response that it opened. An object of its own, since a source may send the same one for
 * several requests.
 */
export function withResponse(messageStart: ConverseEvent, response: ResponseInfo): ConverseEvent {
  const opening = { ...messageStart };
  responses.set(opening, response);
  return opening;
}

/** The response that a `messageStart` opened, if it came straight from a source. */
export function responseOf(messageStart: ConverseEvent): ResponseInfo | undefined {
  return responses.get(messageStart);
}

/** How many requests a response tells of: at least the one that it answers, or should have. */
export function attemptsIn(response: ResponseInfo | undefined): number {
  return response?.attempts ?? 1;
}
