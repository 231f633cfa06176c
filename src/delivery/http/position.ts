import { endId } from '../sse/frames.js';

/** Where a reader goes on: behind an event, or with nothing, as it has seen the end. */
export type Position = number | typeof endId;

/** At most fifteen digits: every such number is exact. */
const place = /^(?:0|[1-9]\d{0,14})$/;

/**
 * Where a request wants to go on: `Last-Event-ID`, else `?after=`, else the start.
 * @returns undefined where it says something that cannot be a place
 */
export function positionOf(request: Request): Position | undefined {
  const after = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('after');
  // A browser that has seen no id yet may send an empty one.
  if (after === null || after === '') return 0;
  if (after === endId) return endId;
  return place.test(after) ? Number(after) : undefined;
}
