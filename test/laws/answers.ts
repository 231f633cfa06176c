import fc from 'fast-check';
import type { ConverseEvent } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  reasoningDelta,
  signatureDelta,
  textDelta,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';

/** What an answer is made from: blocks in pieces, and the turns in which the blocks speak. */
export interface Draft {
  blocks: { kind: 'text' | 'cited' | 'odd' | 'tool' | 'reasoning'; pieces: string[] }[];
  turns: number[];
}

const pieces = fc.array(
  fc.constantFrom('', ' ', '\n', 'a', 'Many', ' hands', '{"', 'a": [1', '2]', '}', 'é', '👩‍🚀'),
  {
    maxLength: 6,
  },
);

export const drafts: fc.Arbitrary<Draft> = fc.record({
  blocks: fc.array(
    fc.record({
      kind: fc.constantFrom<Draft['blocks'][number]['kind']>(
        'text',
        'text',
        'cited',
        'odd',
        'tool',
        'reasoning',
      ),
      pieces,
    }),
    { minLength: 1, maxLength: 4 },
  ),
  turns: fc.array(fc.nat({ max: 3 }), { maxLength: 24 }),
});

/** A message by the grammar, up to its messageStop. Every event is an object of its own, to be known again. */
export function answerFrom({ blocks, turns }: Draft): ConverseEvent[] {
  const queues = blocks.map(blockEvents);
  const middle: ConverseEvent[] = [];
  // Blocks may arrive interleaved; what the turns leave over follows in order.
  for (const turn of turns) middle.push(...(queues[turn % queues.length]?.splice(0, 1) ?? []));
  return [messageStart(), ...middle, ...queues.flat(), messageStop()];
}

function blockEvents({ kind, pieces }: Draft['blocks'][number], index: number): ConverseEvent[] {
  switch (kind) {
    case 'text':
      return [...pieces.map((piece) => textDelta(piece, index)), blockStop(index)];
    case 'cited':
      return [
        ...pieces.flatMap((piece) => [textDelta(piece, index), citation(piece, index)]),
        blockStop(index),
      ];
    case 'odd':
      return [...pieces.flatMap((piece) => [textDelta(piece, index), unknownEvent()]), blockStop(index)];
    case 'tool': {
      const start = toolUseStart('weather', `tooluse_${index}`, index);
      return [start, ...pieces.map((piece) => toolUseDelta(piece, index)), blockStop(index)];
    }
    case 'reasoning': {
      const thoughts = pieces.map((piece) => reasoningDelta(piece, index));
      return [...thoughts, signatureDelta('c2ln', index), unknownDelta(index), blockStop(index)];
    }
  }
}

function citation(title: string, contentBlockIndex: number): ConverseEvent {
  return { contentBlockDelta: { contentBlockIndex, delta: { citation: { title } } } };
}

/** An event that this version does not know; it belongs to no block. */
function unknownEvent(): ConverseEvent {
  return { $unknown: ['weather', 'rain'] };
}

/** A kind of delta that this version does not know. */
function unknownDelta(contentBlockIndex: number): ConverseEvent {
  return { contentBlockDelta: { contentBlockIndex, delta: { $unknown: ['scent', 'of pines'] } } };
}
