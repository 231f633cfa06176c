import type { ConverseEvent } from 'rx-bedrock';
import {
  blockStop,
  citationDelta,
  messageStart,
  messageStop,
  metadata,
  reasoningDelta,
  signatureDelta,
  textDelta,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import { randomFrom } from '../wire/random.js';

/** An answer of several blocks of all kinds, the same for the same seed. */
export function answerOf(seed: number): ConverseEvent[] {
  const random = randomFrom(seed);
  const count = (most: number) => 1 + Math.floor(random() * most);
  const times = <T>(most: number, make: (turn: number) => T): T[] =>
    Array.from({ length: count(most) }, (_, turn) => make(turn));
  const blocks: ((index: number) => ConverseEvent[])[] = [
    (index) => times(30, (turn) => textDelta(`${turn} — “\r\n” `, index)),
    (index) => [
      ...times(8, () => textDelta('so it is said ', index)),
      citationDelta({ title: `${seed}` }, index),
    ],
    (index) => [
      ...times(10, (turn) => reasoningDelta(`step ${turn} `, index)),
      signatureDelta('signed', index),
    ],
    (index) => [
      {
        contentBlockDelta: {
          contentBlockIndex: index,
          delta: { reasoningContent: { redactedContent: Uint8Array.of(0, 255, seed & 255) } },
        },
      },
    ],
    (index) => [
      toolUseStart('look_up', `call-${index}`, index),
      ...times(6, () => toolUseDelta('{"a":', index)),
    ],
  ];
  const content = times(5, (index) => [
    ...blocks[Math.floor(random() * blocks.length)]!(index),
    blockStop(index),
  ]);
  return [messageStart(), ...content.flat(), messageStop(), metadata()];
}
