import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { strandOf } from '../../../src/sharing/strand.js';

describe('a delta with one text and nothing else', () => {
  const joinable: [string, ContentBlockDelta][] = [
    ['so', { text: 'so' }],
    ['', { text: '' }],
    ['{"a":', { toolUse: { input: '{"a":' } }],
    ['', { toolUse: { input: '' } }],
    ['why', { reasoningContent: { text: 'why' } }],
    ['c2ln', { reasoningContent: { signature: 'c2ln' } }],
  ];

  it.each(joinable)('has a strand that reads %o and writes %o', (text, delta) => {
    const strand = strandOf(delta);
    expect(strand?.read(delta)).toBe(text);
    expect(strand?.write(text)).toStrictEqual(delta);
  });

  it('shares it with others of its sort, and only with those', () => {
    const strands = joinable.map(([, delta]) => strandOf(delta));
    expect(strands[0]).toBe(strands[1]);
    expect(strands[2]).toBe(strands[3]);
    expect(new Set(strands).size).toBe(4);
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
    [{ reasoningContent: { redactedContent: Uint8Array.of(1) } }],
    [{ toolResult: [{ text: 'a' }] }],
    [{ citation: { title: 'a' } }],
    [{ image: { source: { bytes: Uint8Array.of(1) } } }],
    [{ $unknown: ['video', 'a'] }],
  ])('has none, and is kept as it is: %o', (delta) => {
    expect(strandOf(delta as ContentBlockDelta | undefined)).toBeUndefined();
  });
});
