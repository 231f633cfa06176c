import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { strandOf } from '../../../src/sharing/strand.js';

const bytes = (...values: number[]): ContentBlockDelta => ({
  reasoningContent: { redactedContent: Uint8Array.from(values) },
});

describe('a delta of one sort and nothing else', () => {
  const joinable: [ContentBlockDelta, ContentBlockDelta, ContentBlockDelta][] = [
    [{ text: 'so' }, { text: '' }, { text: 'so' }],
    [{ toolUse: { input: '{"a":' } }, { toolUse: { input: '1}' } }, { toolUse: { input: '{"a":1}' } }],
    [
      { reasoningContent: { text: 'why' } },
      { reasoningContent: { text: ' not' } },
      { reasoningContent: { text: 'why not' } },
    ],
    [
      { reasoningContent: { signature: 'c2' } },
      { reasoningContent: { signature: 'ln' } },
      { reasoningContent: { signature: 'c2ln' } },
    ],
    [bytes(0, 255), bytes(7), bytes(0, 255, 7)],
    [
      { toolResult: [{ text: 'a' }] },
      { toolResult: [{ text: 'b' }, { json: { c: 1 } }] },
      { toolResult: [{ text: 'ab' }, { json: { c: 1 } }] },
    ],
  ];

  it.each(joinable)('%o and %o are together %o', (before, more, both) => {
    expect(strandOf(more)).toBe(strandOf(before));
    expect(strandOf(before)?.join(before, more)).toStrictEqual(both);
  });

  it('shares its strand only with others of its sort', () => {
    expect(new Set(joinable.map(([delta]) => strandOf(delta))).size).toBe(joinable.length);
  });
});

describe('any other delta', () => {
  it.each([
    [undefined],
    [{}],
    [{ text: undefined }],
    [{ text: 'a', toolUse: { input: '{' } }],
    [{ text: 'a', later: true }],
    [{ toolUse: {} }],
    [{ toolUse: { input: '{', later: true } }],
    [{ reasoningContent: { text: 'a', signature: 'b' } }],
    [{ citation: { title: 'a' } }],
    [{ image: { source: { bytes: Uint8Array.of(1) } } }],
    [{ $unknown: ['video', 'a'] }],
  ])('has none, and is kept as it is: %o', (delta) => {
    expect(strandOf(delta as ContentBlockDelta | undefined)).toBeUndefined();
  });
});
