import type { Reading } from './client.js';

/** Joins the text of a stream, as everybody writes it by hand. */
export async function readLoop<Event>(
  events: AsyncIterable<Event>,
  textIn: (event: Event) => string | undefined,
): Promise<Reading> {
  let text = '';
  let firstDeltaAt = 0;
  for await (const event of events) {
    const piece = textIn(event);
    if (piece === undefined) continue;
    if (firstDeltaAt === 0 && piece !== '') firstDeltaAt = performance.now();
    text += piece;
  }
  return { characters: text.length, firstDeltaAt };
}
