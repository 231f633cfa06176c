import type { ConverseEvent } from 'rx-bedrock';
import { accumulateText, verifyStream } from 'rx-bedrock/operators';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  reasoningDelta,
  signatureDelta,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import fc from 'fast-check';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';

describe('the makers of events', () => {
  it.each<[string, ConverseEvent, unknown]>([
    ['messageStart', messageStart(), { messageStart: { role: 'assistant' } }],
    ['textDelta', textDelta('a', 3), { contentBlockDelta: { contentBlockIndex: 3, delta: { text: 'a' } } }],
    [
      'reasoningDelta',
      reasoningDelta('a', 3),
      { contentBlockDelta: { contentBlockIndex: 3, delta: { reasoningContent: { text: 'a' } } } },
    ],
    [
      'signatureDelta',
      signatureDelta('a', 3),
      { contentBlockDelta: { contentBlockIndex: 3, delta: { reasoningContent: { signature: 'a' } } } },
    ],
    [
      'toolUseStart',
      toolUseStart('weather', 'id', 3),
      {
        contentBlockStart: { contentBlockIndex: 3, start: { toolUse: { name: 'weather', toolUseId: 'id' } } },
      },
    ],
    [
      'toolUseDelta',
      toolUseDelta('{', 3),
      { contentBlockDelta: { contentBlockIndex: 3, delta: { toolUse: { input: '{' } } } },
    ],
    ['blockStop', blockStop(3), { contentBlockStop: { contentBlockIndex: 3 } }],
    ['messageStop', messageStop('max_tokens'), { messageStop: { stopReason: 'max_tokens' } }],
  ])('%s makes what Bedrock sends', (_name, event, expected) => {
    expect(event).toStrictEqual(expected);
  });

  it('take block 0 and end_turn where nothing is said', () => {
    for (const event of [textDelta('a'), reasoningDelta('a'), signatureDelta('a'), toolUseDelta('a')]) {
      expect(event.contentBlockDelta.contentBlockIndex).toBe(0);
    }
    expect(toolUseStart('n', 'id').contentBlockStart?.contentBlockIndex).toBe(0);
    expect(blockStop().contentBlockStop?.contentBlockIndex).toBe(0);
    expect(messageStop()).toEqual({ messageStop: { stopReason: 'end_turn' } });
  });
});

describe('metadata', () => {
  it('adds up the tokens as Bedrock does', () => {
    const usage = { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 10, cacheWriteInputTokens: 20 };
    expect(metadata(usage, 7)).toStrictEqual({
      metadata: { usage: { ...usage, totalTokens: 33 }, metrics: { latencyMs: 7 } },
    });
  });

  it('takes a total that it is given', () => {
    expect(metadata({ totalTokens: 99 }).metadata?.usage).toEqual({
      inputTokens: 12,
      outputTokens: 34,
      totalTokens: 99,
    });
  });
});

describe('textMessage', () => {
  it('is a whole answer with the whole text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const seen = { text: '', ends: [] as unknown[] };
        of(...textMessage(text))
          .pipe(verifyStream(), accumulateText())
          .subscribe({
            next: (each) => (seen.text = each),
            error: (error: unknown) => seen.ends.push(error),
            complete: () => seen.ends.push('complete'),
          });
        expect(seen).toEqual({ text, ends: ['complete'] });
      }),
    );
  });

  it('is cut into words', () => {
    const [start, one, two, stop, end, last] = textMessage('One two ');
    expect([start, one, two, stop, end]).toEqual([
      messageStart(),
      textDelta('One'),
      textDelta(' two '),
      blockStop(),
      messageStop(),
    ]);
    expect(last?.metadata?.usage?.outputTokens).toBe(2);
  });
});
