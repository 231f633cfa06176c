import type { ConverseEvent } from 'rx-bedrock';
import { blockStop, textDelta, toolUseStart, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { checkGrammar, startOfGrammar } from '../../../src/message/grammar.js';
import {
  absentDelta,
  emptyDelta,
  unknownDelta,
  unknownEvent,
  unknownStart,
} from '../../operators/oddEvents.js';

const { s, a, o, x, t, i, j, y, r, g, z, e, u, m } = vocabulary;

/** Where the first fault is, and what is said of it. */
function firstFault(events: readonly ConverseEvent[]): [number, string] | undefined {
  const grammar = startOfGrammar();
  for (const [at, event] of events.entries()) {
    const fault = checkGrammar(grammar, event);
    if (fault !== undefined) return [at, fault];
  }
  return undefined;
}

describe('a message without fault', () => {
  it.each([
    ['one block', [s, a, o, x, e, m]],
    ['several blocks', [s, a, x, t, i, j, y, r, g, z, u, m]],
    ['interleaved blocks', [s, a, t, i, a, r, j, x, y, g, z, u, m]],
    ['blocks in no order', [s, textDelta('q', 5), textDelta('p', 0), blockStop(5), blockStop(0), e]],
    ['missing starts and stops', [s, i, a, e]],
    ['no messageStart', [a, x, e, m]],
    ['a block that stops without content', [s, blockStop(3), e]],
    ['metadata early, late and twice', [s, m, a, e, m, m]],
    ['the stop of a block after messageStop', [s, a, e, x]],
    ['what is not known yet, anywhere', [unknownEvent, s, unknownStart, unknownDelta, a, e, unknownEvent, m]],
    ['empty deltas', [s, emptyDelta, absentDelta, o, e]],
    ['nothing', []],
  ])('has %s', (_name, events) => {
    expect(firstFault(events)).toBeUndefined();
  });
});

describe('a fault', () => {
  it.each<[string, ConverseEvent[], number, string]>([
    ['the second beginning', [s, a, s], 2, 'A second messageStart arrived in the same message.'],
    ['the second end', [s, e, e], 2, 'A second messageStop arrived in the same message.'],
    [
      'a delta after the end',
      [s, a, e, textDelta('b', 4)],
      3,
      'A contentBlockDelta for block 4 arrived after messageStop.',
    ],
    ['a start after the end', [s, a, e, t], 3, 'A contentBlockStart for block 1 arrived after messageStop.'],
    [
      'a delta for a closed block',
      [s, a, x, t, i, a],
      5,
      'A contentBlockDelta for block 0 arrived after its contentBlockStop.',
    ],
    [
      'a start for a closed block',
      [t, y, t],
      2,
      'A contentBlockStart for block 1 arrived after its contentBlockStop.',
    ],
    [
      'a second start',
      [s, t, i, toolUseStart('other', 'id', 1)],
      3,
      'A contentBlockStart for block 1 arrived after the block had begun.',
    ],
    ['a block that closes twice', [s, a, x, x], 3, 'A second contentBlockStop arrived for block 0.'],
  ])('is %s', (_name, events, at, text) => {
    expect(firstFault(events)).toEqual([at, text]);
  });

  it('is a beginning after content, which no fold could keep', () => {
    expect(firstFault([a, s])?.[0]).toBe(1);
    expect(firstFault([t, s])?.[0]).toBe(1);
  });
});
