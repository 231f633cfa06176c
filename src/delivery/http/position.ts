import { endId } from '../sse/frames.js';

/** Where a reader goes on: behind an event, or with nothing, as it has seen the end. */
export type Position = number | typeof endId;

/** At most fifteen digits: every such number is exact. */
const place = /^(?:0|[1-9]\d{0,14})$/;

/** What a request has asked for, and with what; without a position where that cannot be one. */
interface AskedPosition {
  readonly asked: 'Last-Event-ID' | '?after=';
  readonly position: Position | undefined;
}

/**
 * Where a request wants to go on: `Last-Event-ID`, else `?after=`, else the start. A browser that comes back sends the
 * address that it began with, and what it has seen since then in the header: so the header counts.
 */
export function positionOf(request: Request): AskedPosition {
  const header = request.headers.get('last-event-id');
  // A browser that has seen no id yet may send an empty one.
  if (header) return { asked: 'Last-Event-ID', position: meaningOf(header) };
  const after = new URL(request.url).searchParams.get('after');
  return { asked: '?after=', position: after ? meaningOf(after) : 0 };
}

function meaningOf(text: string): Position | undefined {
  if (text === endId) return endId;
  return place.test(text) ? Number(text) : undefined;
}
