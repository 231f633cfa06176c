import { restoreBytes, tagBytes } from '../bytesInJson.js';
import { textOfThrown } from '../check.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { responseOf, type ResponseInfo, withResponse } from '../response.js';

/** Where the response stands that a messageStart came in: no member of Bedrock's begins like that. */
const responseMember = '$response';

/**
 * Writes an event as JSON, for a log of your own: one line, from which {@link readEvent} makes the same event again.
 *
 * <span class="informal">What `JSON.stringify` would lose: bytes, and the response that a messageStart came in.</span>
 *
 * @example
 * ```ts
 * import { readEvent, writeEvent } from 'rx-bedrock/delivery';
 * import { textDelta } from 'rx-bedrock/testing';
 *
 * const rows: string[] = []; // your database
 * rows.push(writeEvent(textDelta('Hello')));
 * console.log(rows.map(readEvent));
 * ```
 *
 * @param event - one event of a generation, as `append` is given it
 * @returns its JSON, which holds no line end
 * @throws GenerationError - with code `protocol`, when there is no JSON for it
 * @see {@link readEvent}
 */
export function writeEvent(event: ConverseEvent): string {
  const response = event.messageStart ? responseOf(event) : undefined;
  try {
    const tagged = tagBytes(event) as object;
    return JSON.stringify(response ? { ...tagged, [responseMember]: response } : tagged);
  } catch (cause) {
    const message = `An event cannot be written as JSON: ${textOfThrown(cause)}`;
    throw new GenerationError('protocol', message, { cause });
  }
}

/**
 * Reads an event that {@link writeEvent} has written.
 *
 * <span class="informal">The same event: its bytes are bytes, and folds know the request it came from.</span>
 *
 * @example
 * ```ts
 * import { readEvent, writeEvent } from 'rx-bedrock/delivery';
 * import { messageStart } from 'rx-bedrock/testing';
 *
 * console.log(readEvent(writeEvent(messageStart()))); // { messageStart: { role: 'assistant' } }
 * ```
 *
 * @param json - what `writeEvent` returned
 * @returns the event
 * @throws SyntaxError, TypeError - when it is nothing that `writeEvent` has written
 * @see {@link writeEvent}
 */
export function readEvent(json: string): ConverseEvent {
  return restoreEvent(JSON.parse(json));
}

/** As {@link readEvent}, where the JSON was parsed as a part of something. */
export function restoreEvent(parsed: unknown): ConverseEvent {
  const event = restoreBytes(parsed) as Record<string, unknown>;
  if (!(responseMember in event)) return event as unknown as ConverseEvent;
  const { [responseMember]: response, ...messageStart } = event;
  return withResponse(messageStart as unknown as ConverseEvent, response as ResponseInfo);
}
