import { restoreBytes, tagBytes } from '../bytesInJson.js';
import type { ConverseEvent } from '../events.js';
import { responseOf, type ResponseInfo, withResponse } from '../response.js';

/** Where the response stands that a messageStart came in: no member of Bedrock's begins like that. */
const responseMember = '$response';

/** An event as JSON that {@link readEvent} understands: bytes are kept, and so is the response it came in. */
export function writeEvent(event: ConverseEvent): string {
  const response = event.messageStart ? responseOf(event) : undefined;
  const tagged = tagBytes(event) as object;
  return JSON.stringify(response ? { ...tagged, [responseMember]: response } : tagged);
}

/** The event that {@link writeEvent} was given. */
export function readEvent(json: string): ConverseEvent {
  const { [responseMember]: response, ...event } = restoreBytes(JSON.parse(json)) as Record<string, unknown>;
  const read = event as unknown as ConverseEvent;
  return response ? withResponse(read, response as ResponseInfo) : read;
}
