import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { ConverseEvent } from 'rx-bedrock';
import { filter, from, map, mergeMap, type Observable } from 'rxjs';

/** All frames of a whole response. */
export async function framesOf(response: Response): Promise<EventSourceMessage[]> {
  return parsed(await response.text());
}

/** The events of a response, each when it comes. */
export function eventsIn({ body }: Response): Observable<ConverseEvent> {
  return from(body!.pipeThrough(new TextDecoderStream())).pipe(
    // The handler sends a frame as one chunk.
    mergeMap((text) => parsed(text as string)),
    filter(({ event }) => event !== 'generationEnd'),
    map(({ data }) => JSON.parse(data) as ConverseEvent),
  );
}

export function parsed(text: string): EventSourceMessage[] {
  const frames: EventSourceMessage[] = [];
  createParser({ onEvent: (frame) => frames.push(frame) }).feed(text);
  return frames;
}

/** What the last frame says, which must be the end. */
export function endIn(frames: readonly EventSourceMessage[]): unknown {
  const last = frames.at(-1);
  if (last?.event !== 'generationEnd') throw new Error(`No end, but ${JSON.stringify(last)}`);
  return JSON.parse(last.data);
}
