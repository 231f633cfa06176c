import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** All frames of a whole response. */
export async function framesOf(response: Response): Promise<EventSourceMessage[]> {
  return parsed(await response.text());
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
