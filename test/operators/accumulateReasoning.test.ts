import { accumulateReasoning } from 'rx-bedrock/operators';
import { reasoningDelta, vocabulary } from 'rx-bedrock/testing';
import type { ConverseEvent } from 'rx-bedrock';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';

describe('accumulateReasoning', () => {
  conforms(accumulateReasoning());
  refusesOtherSources('accumulateReasoning', accumulateReasoning());

  it(
    'does what its diagram draws',
    drawn('operators/accumulateReasoning.ts', ({ cold, shows }) => {
      shows('accumulateReasoning()', cold('in', vocabulary).pipe(accumulateReasoning()), {
        1: { text: 'so' },
        2: { text: 'so', signature: 'c2lnbmVk' },
      });
    }),
  );

  it('joins the blocks in order of index, and the bytes as bytes', () => {
    const redacted = (...bytes: number[]): ConverseEvent => {
      const delta = { reasoningContent: { redactedContent: Uint8Array.from(bytes) } };
      return { contentBlockDelta: { contentBlockIndex: 1, delta } };
    };
    const seen: unknown[] = [];
    of(reasoningDelta('c', 2), redacted(0, 255), reasoningDelta('a', 0), redacted(7))
      .pipe(accumulateReasoning())
      .subscribe((reasoning) => seen.push(reasoning));
    expect(seen).toStrictEqual([
      { text: 'c' },
      { text: 'c', redacted: Uint8Array.of(0, 255) },
      { text: 'ac', redacted: Uint8Array.of(0, 255) },
      { text: 'ac', redacted: Uint8Array.of(0, 255, 7) },
    ]);
  });
});
