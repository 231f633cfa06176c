import { type ConverseEvent, isContent, isDelta } from 'rx-bedrock';
import { textMessage, vocabulary } from 'rx-bedrock/testing';
import { filter, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  absentDelta,
  deltaOfEach,
  emptyDelta,
  twoMembers,
  unknownDelta,
  unknownEvent,
  unknownStart,
} from '../operators/oddEvents.js';

const { s, a, o, x, t, i, r, g, e, m } = vocabulary;

describe('isDelta', () => {
  it.each([a, o, i, r, g, emptyDelta, absentDelta, unknownDelta, twoMembers])('is true of %o', (event) => {
    expect(isDelta(event)).toBe(true);
  });

  it.each([s, x, t, e, m, unknownEvent, unknownStart])('is false of %o', (event) => {
    expect(isDelta(event)).toBe(false);
  });

  it('looks for a kind where one is named', () => {
    const { text, toolUse, image } = deltaOfEach;
    expect([text, toolUse, image, o].map((event) => isDelta(event, 'text'))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([twoMembers, emptyDelta, absentDelta].map((event) => isDelta(event, 'toolUse'))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is a predicate for an array and for a stream, which also hand it the index', () => {
    const events = textMessage('One two');
    expect(events.filter(isDelta)).toEqual(events.slice(1, 3));
    let seen: unknown;
    of(...events)
      .pipe(filter(isDelta), toArray())
      .subscribe((deltas) => (seen = deltas));
    expect(seen).toEqual(events.slice(1, 3));
  });
});

describe('isContent', () => {
  const delta = (inner: unknown) =>
    ({ contentBlockDelta: { contentBlockIndex: 0, delta: inner } }) as ConverseEvent;

  it.each([
    ...Object.values(deltaOfEach),
    t,
    unknownStart,
    unknownDelta,
    twoMembers,
    delta({ text: ' ' }),
    delta({ text: '', toolUse: { input: '{' } }),
    delta({ reasoningContent: { signature: 'c2ln' } }),
    delta({ reasoningContent: { redactedContent: Uint8Array.of(0) } }),
    delta({ citation: { location: { web: { url: 'https://example.com' } } } }),
  ])('is true of %o', (event) => {
    expect(isContent(event)).toBe(true);
  });

  it.each([
    s,
    o,
    x,
    e,
    m,
    emptyDelta,
    absentDelta,
    unknownEvent,
    delta(null),
    delta({ toolUse: { input: '' } }),
    delta({ toolUse: {} }),
    delta({ toolResult: [] }),
    delta({ toolResult: [{ text: '' }] }),
    delta({ reasoningContent: { text: '' } }),
    delta({ reasoningContent: { redactedContent: new Uint8Array() } }),
    delta({ citation: {} }),
  ])('is false of %o', (event) => {
    expect(isContent(event)).toBe(false);
  });
});
