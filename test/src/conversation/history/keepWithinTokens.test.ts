import type { ContentBlock, Message } from '@aws-sdk/client-bedrock-runtime';
import { assistantMessage, estimateMessageTokens, keepWithinTokens, userMessage } from 'rx-bedrock';
import { describe, expect, it } from 'vitest';

const call: ContentBlock = { toolUse: { toolUseId: 'a', name: 'clock', input: {} } };
const answer: ContentBlock = { toolResult: { toolUseId: 'a', content: [{ text: 'noon' }] } };

/** Three turns; the second one calls a tool. */
const history: Message[] = [
  userMessage('one'),
  assistantMessage('1'),
  userMessage('two'),
  { role: 'assistant', content: [call] },
  { role: 'user', content: [answer, { text: 'what the user said when the turn had failed' }] },
  assistantMessage('2'),
  userMessage('three'),
];

describe('keepWithinTokens', () => {
  const one = () => 1;

  it.each([
    [100, 0],
    [7, 0],
    [6, 2],
    [5, 2],
    [4, 6],
    [2, 6],
    [1, 6],
    [0.5, 6],
  ])('of seven messages of a token each, %s tokens leave out %i', (limit, left) => {
    expect(keepWithinTokens(limit, { estimate: one })(history)).toStrictEqual(history.slice(left));
  });

  it('stops at the first turn that finds no room, though an older one would', () => {
    const estimate = ({ content }: Message) => (content?.[0]?.text === 'two' ? 50 : 1);
    expect(keepWithinTokens(20, { estimate })(history)).toStrictEqual(history.slice(6));
  });

  it('keeps nothing of nothing, and changes nothing', () => {
    const before = structuredClone(history);
    expect(keepWithinTokens(1)([])).toStrictEqual([]);
    keepWithinTokens(1)(history);
    expect(history).toStrictEqual(before);
  });

  it('estimates four characters a token, of whatever there is', () => {
    expect(estimateMessageTokens(userMessage('12345678'))).toBe(2);
    expect(estimateMessageTokens(userMessage('123456789'))).toBe(3);
    expect(estimateMessageTokens({ role: 'user', content: undefined })).toBe(0);
    const json = {
      toolUse: { toolUseId: 'a', name: 'b', input: { city: 'Turin', days: 3, now: true, no: null } },
    };
    const characters = 'toolUse toolUseId a name b input city Turin days 3 now true no null'.replaceAll(
      ' ',
      '',
    ).length;
    expect(estimateMessageTokens({ role: 'assistant', content: [json] })).toBe(Math.ceil(characters / 4));
  });

  it('estimates images by the piece, wherever they are, and other bytes by their number', () => {
    const image: ContentBlock = { image: { format: 'png', source: { bytes: new Uint8Array(1e6) } } };
    const tokens = estimateMessageTokens({ role: 'user', content: [image] });
    expect(tokens).toBeGreaterThanOrEqual(1_600);
    expect(tokens).toBeLessThan(1_610);
    const inResult = { toolResult: { toolUseId: 'a', content: [image] } } as ContentBlock;
    expect(estimateMessageTokens({ role: 'user', content: [inResult] })).toBeLessThan(1_620);
    const document: ContentBlock = { document: { name: 'd', source: { bytes: new Uint8Array(4_000) } } };
    expect(estimateMessageTokens({ role: 'user', content: [document] })).toBeGreaterThanOrEqual(1_000);
  });

  it('refuses what cannot be meant', () => {
    expect(() => keepWithinTokens('a lot' as never)).toThrow(TypeError);
    expect(() => keepWithinTokens(0)).toThrow(/^The limit is 0, but it must be a number of tokens above 0\./);
    expect(() => keepWithinTokens(Number.NaN)).toThrow(RangeError);
    expect(() => keepWithinTokens(1, null as never)).toThrow(/^options is null, /);
    expect(() => keepWithinTokens(1, { estimate: 4 as never })).toThrow(/^options\.estimate is 4, /);
    const silly = keepWithinTokens(1, { estimate: () => Number.NaN });
    expect(() => silly(history)).toThrow(/^What the estimator returned is NaN, /);
  });
});
