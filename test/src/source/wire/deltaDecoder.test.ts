import { describe, expect, it } from 'vitest';
import { DeltaDecoder } from '../../../../src/source/wire/deltaDecoder.js';

const decode = (json: string | Uint8Array) => {
  const bytes = Buffer.concat([Buffer.from('before'), Buffer.from(json), Buffer.from('after')]);
  return new DeltaDecoder().decode(bytes, 6, bytes.length - 5);
};
const delta = (value: unknown) => ({ contentBlockIndex: 0, delta: value });

describe('a delta', () => {
  it.each([
    ['text', { text: 'plain' }],
    ['text with escapes', { text: 'two\n"lines"' }],
    ['text in another script', { text: '日本語 🤝' }],
    ['no text', { text: '' }],
    ['tool input', { toolUse: { input: '{"city":' } }],
    ['reasoning', { reasoningContent: { text: 'so' } }],
    ['a signature', { reasoningContent: { signature: 'c2lnbmVk' } }],
  ])('that is %s is decoded, without its padding', (_what, value) => {
    const event = { contentBlockDelta: delta(value) };
    expect(decode(JSON.stringify({ ...delta(value), p: 'abcDEF123' }))).toEqual(event);
    expect(decode(JSON.stringify(delta(value)))).toEqual(event);
    expect(decode(JSON.stringify({ p: 'abc', delta: value, contentBlockIndex: 0 }, null, 2))).toEqual(event);
  });

  it.each([
    ['two members', delta({ text: 'a', toolUse: { input: 'b' } })],
    ['a member that nobody knows', { ...delta({ text: 'a' }), since: 2027 }],
    ['a member that nobody knows, further in', delta({ toolUse: { input: 'a', partial: true } })],
    ['null for a text', delta({ text: null })],
    ['a number for a text', delta({ text: 1 })],
    ['a citation', delta({ citation: { title: 'A book' } })],
    ['bytes', delta({ reasoningContent: { redactedContent: 'AAH/' } })],
    ['an index that is none', { contentBlockIndex: '0', delta: { text: 'a' } }],
    ['no delta', { contentBlockIndex: 0 }],
    ['a list', [delta({ text: 'a' })]],
    ['nothing', null],
  ])('with %s is left to the SDK', (_what, payload) => {
    expect(decode(JSON.stringify(payload))).toBeUndefined();
  });

  it('that is empty is left to the SDK', () => {
    expect(decode('')).toBeUndefined();
  });

  it.each([
    ['half of it', '{"contentBlockIndex":0,"delta":{"text":"a'],
    ['an index with a zero in front', '{"contentBlockIndex":00,"delta":{"text":"a"},"p":"abc"}'],
    ['a line break in a text', '{"contentBlockIndex":0,"delta":{"text":"a\nb"},"p":"abc"}'],
    ['more after it', '{"contentBlockIndex":0,"delta":{"text":"a"},"p":"abc"}}'],
    ['a byte order mark', '\ufeff{"contentBlockIndex":0,"delta":{"text":"a"},"p":"abc"}'],
    ['half a letter', Buffer.from('{"contentBlockIndex":0,"delta":{"text":"é"},"p":"abc"}', 'latin1')],
  ])('that is no JSON in UTF-8 is refused: %s', (_what, json) => {
    expect(() => decode(json)).toThrow(expect.objectContaining({ code: 'protocol' }) as Error);
  });
});
