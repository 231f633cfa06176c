import { readFileSync } from 'node:fs';
import { accumulateMessage, verifyStream } from 'rx-bedrock/operators';
import { type Vocabulary, vocabulary } from 'rx-bedrock/testing';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { marbles } from '../../marbles.js';

const text = (value: string) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: value } } });

/** The table of the TSDoc once more, as events. */
const table: Record<keyof Vocabulary, unknown> = {
  s: { messageStart: { role: 'assistant' } },
  a: text('a'),
  b: text('b'),
  c: text('c'),
  d: text('d'),
  o: text(''),
  x: { contentBlockStop: { contentBlockIndex: 0 } },
  t: {
    contentBlockStart: {
      contentBlockIndex: 1,
      start: { toolUse: { name: 'weather', toolUseId: 'tooluse_1' } },
    },
  },
  i: { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '{"city":' } } } },
  j: { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '"Turin"}' } } } },
  y: { contentBlockStop: { contentBlockIndex: 1 } },
  r: { contentBlockDelta: { contentBlockIndex: 2, delta: { reasoningContent: { text: 'so' } } } },
  g: { contentBlockDelta: { contentBlockIndex: 2, delta: { reasoningContent: { signature: 'c2lnbmVk' } } } },
  z: { contentBlockStop: { contentBlockIndex: 2 } },
  e: { messageStop: { stopReason: 'end_turn' } },
  u: { messageStop: { stopReason: 'tool_use' } },
  m: {
    metadata: {
      usage: { inputTokens: 12, outputTokens: 34, totalTokens: 46 },
      metrics: { latencyMs: 420 },
    },
  },
};

describe('the vocabulary', () => {
  it('is what its table says', () => {
    expect(vocabulary).toStrictEqual(table);
  });

  it('has every letter in its documentation, and no other', () => {
    const source = readFileSync(new URL('../../../src/testing/vocabulary.ts', import.meta.url), 'utf8');
    const rows = source.match(/^ \* \| `.*$/gm) ?? [];
    const documented = rows.flatMap((row) => row.split('|')[1]!.match(/[a-z]/g) ?? []);
    expect(documented.sort()).toEqual(Object.keys(vocabulary).sort());
  });

  it('uses no letter that means something in a marble diagram', () => {
    expect(Object.keys(vocabulary).filter((letter) => !/^[a-z]$/.test(letter))).toEqual([]);
  });

  it(
    'makes whole answers, which verifyStream has nothing against',
    marbles((m) => {
      for (const answer of ['s-a-b-e-m|', 'soaob-x-e-m|', 's-ab-x-ti-j-y-u-m|', 's-rg-z-e|']) {
        m.expect(m.cold(answer, vocabulary).pipe(verifyStream())).toBeObservable(answer, vocabulary);
      }
    }),
  );

  it('says "ab" with a and b', () => {
    let content: unknown;
    const { s, a, b, e, m } = vocabulary;
    of(s, a, b, e, m)
      .pipe(accumulateMessage())
      .subscribe(({ message }) => (content = message.content));
    expect(content).toEqual([{ text: 'ab' }]);
  });
});
