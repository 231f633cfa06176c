import fc from 'fast-check';
import type { ConverseEvent } from 'rx-bedrock';
import { messageStart, textDelta, toolUseDelta, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { emptyMessage, foldMessage } from '../../../src/message/fold.js';
import { snapshotOf } from '../../../src/message/snapshotOf.js';
import { textOf } from '../../../src/message/text.js';
import { ReplayLog } from '../../../src/sharing/replayLog.js';
import { deltaOfEach, unknownDelta } from '../../operators/oddEvents.js';
import { anyEvents, joinableDeltas } from './anyEvents.js';
import { meaningOf, sizeOf } from './meaning.js';

function logOf(events: readonly ConverseEvent[]): ReplayLog {
  const log = new ReplayLog();
  for (const event of events) log.append(event);
  return log;
}

function replayOf(events: readonly ConverseEvent[]): ConverseEvent[] {
  return [...logOf(events)];
}

describe('a replay', () => {
  it('says what the events said, in the fewest events that can', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const replay = replayOf(events);
        const meaning = meaningOf(events);
        expect(meaningOf(replay)).toStrictEqual(meaning);
        expect(replay).toHaveLength(sizeOf(meaning));
      }),
    );
  });

  it('folds to the same message, text and status', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const early = events.reduce(foldMessage, emptyMessage);
        const late = replayOf(events).reduce(foldMessage, emptyMessage);
        expect(snapshotOf(late)).toStrictEqual(snapshotOf(early));
        expect(textOf(late)).toBe(textOf(early));
        expect(late).toMatchObject({ hasContent: early.hasContent, hasStopped: early.hasStopped });
      }),
    );
  });

  it('followed live folds to the same as well, wherever somebody joined', () => {
    fc.assert(
      fc.property(anyEvents, fc.nat(), (events, seed) => {
        const joined = seed % (events.length + 1);
        const late = [...replayOf(events.slice(0, joined)), ...events.slice(joined)];
        expect(meaningOf(late)).toStrictEqual(meaningOf(events));
        const state = (all: ConverseEvent[]) => snapshotOf(all.reduce(foldMessage, emptyMessage));
        expect(state(late)).toStrictEqual(state(events));
      }),
    );
  });

  it('of a replay is the same replay', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const replay = replayOf(events);
        expect(replayOf(replay)).toStrictEqual(replay);
      }),
    );
  });

  it('grows with blocks and their strands, not with deltas', () => {
    fc.assert(
      fc.property(joinableDeltas, (deltas) => {
        // Three blocks of six strands each.
        expect(replayOf(deltas).length).toBeLessThanOrEqual(18);
      }),
    );
    const many = Array.from({ length: 20_000 }, (_, at) => textDelta(`${at} `, at % 2));
    expect(replayOf([messageStart(), ...many])).toHaveLength(3);
  });
});

describe('what is live', () => {
  it('is never changed: not the events, and not a replay that somebody has had', () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (events, more) => {
        const copies = structuredClone(events);
        const log = logOf(events);
        const replay = [...log];
        const copy = structuredClone(replay);
        for (const event of more) log.append(event);
        expect(events).toStrictEqual(copies);
        expect(replay).toStrictEqual(copy);
      }),
    );
  });

  it('is not handed out again as a joined delta', () => {
    const live = textDelta('a');
    const [replayed] = replayOf([live]);
    expect(replayed).toStrictEqual(live);
    expect(replayed).not.toBe(live);
  });
});

describe('a delta that cannot be joined', () => {
  it.each(Object.entries({ ...deltaOfEach, unknownDelta }).filter(([kind]) => !isJoined(kind)))(
    'of kind %s is kept itself, and text is not joined across it',
    (_kind, event) => {
      const replay = replayOf([textDelta('a'), textDelta('b'), event, textDelta('c'), textDelta('d')]);
      expect(replay).toEqual([textDelta('ab'), event, textDelta('cd')]);
      expect(replay[1]).toBe(event);
    },
  );

  it('does not keep another block from growing', () => {
    const { citation } = deltaOfEach;
    const replay = replayOf([textDelta('p', 1), citation, textDelta('q', 1)]);
    expect(replay).toEqual([textDelta('pq', 1), citation]);
  });
});

describe('the bounds of a block', () => {
  it('end its growth, and that of no other', () => {
    const { a, b, x, t, i, j } = vocabulary;
    expect(replayOf([a, i, x, b, j])).toEqual([a, toolUseDelta('{"city":"Turin"}', 1), x, b]);
    expect(replayOf([i, a, t, j, b])).toEqual([i, textDelta('ab'), t, j]);
  });

  it('are those of the message too', () => {
    const { s, a, b, i, j, e } = vocabulary;
    expect(replayOf([s, a, i, s, b, j, e])).toEqual([s, a, i, s, b, j, e]);
  });
});

it('is empty at first, and can be read again and again', () => {
  const log = new ReplayLog();
  expect([...log]).toEqual([]);
  log.append(textDelta('a'));
  expect([...log]).toEqual([...log]);
  log.append(textDelta('b'));
  expect([...log]).toEqual([textDelta('ab')]);
});

function isJoined(kind: string): boolean {
  return ['text', 'toolUse', 'toolResult', 'reasoningContent'].includes(kind);
}
