import { writeEvent } from '../codec.js';
import type { End, LogEntry } from '../log.js';

/** The frame that ends a generation. Not `error`: EventSource calls its own troubles so. */
export const endName = 'generationEnd';

/** The id of that frame: whoever comes back with it has seen everything. */
export const endId = 'end';

/** How long a browser's own EventSource waits before it comes back, in milliseconds. */
export const retryFrame = 'retry: 1000\n\n';

/** What is said when there is nothing to say, so that nobody on the way takes the line for dead. */
export const heartbeatFrame = ': heartbeat\n\n';

/** What the last frame says, flat and in JSON. */
export interface EndData {
  readonly status: End['status'];
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly requestId?: string | undefined;
  readonly attempts?: number | undefined;
}

/** An event as a frame: its place is the id, its JSON one line, since JSON escapes every line end. */
export function eventFrame({ seq, event }: LogEntry): string {
  return `id: ${seq}\n${nameLine(event)}data: ${writeEvent(event)}\n\n`;
}

/** How a generation ended, as a frame. */
export function endFrame({ status, error }: End): string {
  const data: EndData = error
    ? { status, code: error.code, message: error.message, retryable: error.retryable, ...error.response }
    : { status };
  return `id: ${endId}\nevent: ${endName}\ndata: ${JSON.stringify(data)}\n\n`;
}

// What EventSource keeps for itself, and what is ours.
const taken = new Set(['error', 'open', 'message', endName]);

/** The event's own name, unless it could be taken for something else, or would break out of its line. */
function nameLine(event: LogEntry['event']): string {
  const name = Object.entries(event).find(([, value]) => value !== undefined)?.[0] ?? '';
  return /^\w{1,64}$/.test(name) && !taken.has(name) ? `event: ${name}\n` : '';
}
