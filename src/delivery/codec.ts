import { restoreBytes, tagBytes } from '../bytesInJson.js';
import { textOfThrown } from '../check.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { responseOf, type ResponseInfo, withResponse } from '../response.js';

/** Where the response stands that a messageStart came in: no member of Bedrock's begins like that. */
const responseMember = '$response';

/** An event as JSON that {@link readEvent} understands: bytes are kept, and so is the response it came in. */
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

/** The event that {@link writeEvent} was given. */
export function readEvent(json: string): ConverseEvent {
  return restoreEvent(JSON.parse(json));
}

/** The same, where the JSON was parsed as a part of something. */
export function restoreEvent(parsed: unknown): ConverseEvent {
  const event = restoreBytes(parsed) as Record<string, unknown>;
  if (!(responseMember in event)) return event as unknown as ConverseEvent;
  const { [responseMember]: response, ...messageStart } = event;
  return withResponse(messageStart as unknown as ConverseEvent, response as ResponseInfo);
}
