import { textMessage } from 'rx-bedrock/testing';
import { encodeEvent } from 'rx-bedrock/testing/loopback';

/** What the whole answer says: no two deltas of it are the same. */
export const words: string = Array.from({ length: 20 }, (_, at) => `word ${at} `).join('');

const events = textMessage(words);
const frames = events.map(encodeEvent);

/** The whole answer, as bytes. */
export const answer: Buffer = Buffer.concat(frames);

/** Where its frames begin, and the last one ends. */
const boundaries = frames.reduce<number[]>((ends, { length }) => [...ends, ends.at(-1)! + length], [0]);

/** From here on the message is whole, whatever happens. */
export const stopsAt: number = boundaries[events.findIndex(({ messageStop }) => messageStop) + 1]!;

export function lastBoundary(at: number): number {
  return boundaries.findLast((boundary) => boundary <= at)!;
}

export function nextBoundary(at: number): number {
  return boundaries.find((boundary) => boundary >= at)!;
}
