import { accumulateCitations } from 'rx-bedrock/operators';
import { citationDelta, textDelta, vocabulary } from 'rx-bedrock/testing';
import { describe, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';

const [first, second] = [{ title: 'Leave policy' }, { title: 'Handbook', source: 'handbook.pdf' }];

describe('accumulateCitations', () => {
  conforms(accumulateCitations());
  refusesOtherSources('accumulateCitations', accumulateCitations());

  it(
    'does what its diagram draws',
    drawn('operators/accumulateCitations.ts', ({ cold, shows }) => {
      const events = { ...vocabulary, q: citationDelta(first, 1), t: textDelta('20 days.', 1) };
      shows('accumulateCitations()', cold('in', events).pipe(accumulateCitations()), {
        1: [{ blockIndex: 1, text: '', citations: [first] }],
        2: [{ blockIndex: 1, text: '20 days.', citations: [first] }],
      });
    }),
  );

  it(
    'keeps blocks apart, in order of index',
    marbles((m) => {
      const events = { p: citationDelta(first, 5), q: citationDelta(second, 2), r: citationDelta(first, 2) };
      const cited = m.cold('  p-q-r-|', events).pipe(accumulateCitations());
      const last = { blockIndex: 5, text: '', citations: [first] };
      m.expect(cited).toBeObservable('1-2-3-|', {
        1: [last],
        2: [{ blockIndex: 2, text: '', citations: [second] }, last],
        3: [{ blockIndex: 2, text: '', citations: [second, first] }, last],
      });
    }),
  );
});
