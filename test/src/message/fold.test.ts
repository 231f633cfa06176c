import fc from 'fast-check';
import { GenerationError } from 'rx-bedrock';
import { textDelta, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { emptyMessage, foldMessage, type MessageState } from '../../../src/message/fold.js';
import { snapshotOf } from '../../../src/message/snapshotOf.js';
import { textOf } from '../../../src/message/text.js';
import { foldText, noText } from '../../../src/message/text.js';
import { withResponse } from '../../../src/response.js';
import {
  deltaOfEach,
  emptyDelta,
  unknownDelta,
  unknownEvent,
  unknownStart,
} from '../../operators/oddEvents.js';
import { anyEvents } from '../sharing/anyEvents.js';

const { s, a, o, t, e, m } = vocabulary;

function fold(...events: readonly Parameters<typeof foldMessage>[1][]): MessageState {
  return events.reduce(foldMessage, emptyMessage);
}

describe('foldMessage', () => {
  it('never changes a state, nor an event', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const copies = structuredClone(events);
        let state = emptyMessage;
        for (const event of events) {
          const before = snapshotOf(state);
          const copy = structuredClone(before);
          state = foldMessage(state, event);
          expect(before).toStrictEqual(copy);
        }
        expect(events).toStrictEqual(copies);
      }),
    );
  });

  it('has the same text as foldText, for a message with one beginning', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const one = events.filter((event) => !event.messageStart);
        expect(textOf(one.reduce(foldMessage, emptyMessage))).toBe(one.reduce(foldText, noText).text);
      }),
    );
  });

  it('leaves what it does not understand alone', () => {
    const { text: _text, ...others } = deltaOfEach;
    const state = fold(s, a);
    for (const event of [emptyDelta, unknownEvent, o]) expect(foldMessage(state, event)).toBe(state);
    for (const event of [unknownDelta, unknownStart]) {
      expect(snapshotOf(foldMessage(state, event)).message).toStrictEqual(snapshotOf(state).message);
    }
    for (const event of Object.values(others)) {
      expect(textOf(foldMessage(state, event))).toBe('a');
    }
  });

  it('knows when there is content, and when the message has stopped', () => {
    expect(fold(s, o, emptyDelta)).toMatchObject({ hasContent: false, hasStopped: false });
    expect(fold(s, t)).toMatchObject({ hasContent: true, hasStopped: false });
    expect(fold(s, a, e)).toMatchObject({ hasContent: true, hasStopped: true });
    expect(fold(s, a, e, m)).toMatchObject({ hasContent: true, hasStopped: true });
    expect(fold(s, a, e, m, s)).toMatchObject({ hasContent: false, hasStopped: false });
  });

  it('takes a delta without an index for block 0', () => {
    const { delta } = textDelta('b').contentBlockDelta;
    const event = { contentBlockDelta: { delta } } as Parameters<typeof foldMessage>[1];
    expect(textOf(fold(a, event))).toBe('ab');
  });

  it('notes the response that a messageStart opened, until the next one', () => {
    const start = withResponse(
      { messageStart: { role: 'assistant' as const } },
      { requestId: 'a-request', attempts: 1 },
    );
    expect(snapshotOf(fold(start, a)).response).toEqual({ requestId: 'a-request', attempts: 1 });
    expect(snapshotOf(fold(start, a, s))).not.toHaveProperty('response');
  });
});

describe('snapshotOf', () => {
  it('is connecting before content and streaming after, unless it is told better', () => {
    expect(snapshotOf(fold(s)).status).toBe('connecting');
    expect(snapshotOf(fold(s, a, e, m)).status).toBe('streaming');
    expect(snapshotOf(fold(s, a), 'aborted').status).toBe('aborted');
  });

  it('serves as the partial of an error', () => {
    const error = new GenerationError('model', 'x', { partial: snapshotOf(fold(s, a)) });
    expect(error.partial.message.content).toEqual([{ text: 'a' }]);
  });

  it('drops the blocks that are blank, and only those', () => {
    const state = fold(s, textDelta(' \t\n', 0), textDelta('b', 1), textDelta(' ', 2), textDelta('c', 2));
    expect(snapshotOf(state).message.content).toEqual([{ text: 'b' }, { text: ' c' }]);
    expect(textOf(state)).toBe(' \t\nb c');
  });
});
