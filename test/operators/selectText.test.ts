import { GenerationError } from 'rx-bedrock';
import { multicastReplay, selectText } from 'rx-bedrock/operators';
import { textDelta, vocabulary } from 'rx-bedrock/testing';
import { takeUntil } from 'rxjs';
import { describe, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { absentDelta, deltaOfEach, emptyDelta, twoMembers, unknownDelta, unknownEvent } from './oddEvents.js';

const events = { ...vocabulary, a: textDelta('Hel'), b: textDelta('lo') };
const chunks = { a: 'Hel', b: 'lo' };

describe('selectText', () => {
  conforms(selectText());
  refusesOtherSources('selectText', selectText());

  it(
    'does what its diagram draws',
    drawn('operators/selectText.ts', ({ cold, shows }) => {
      shows('selectText()', cold('in', events).pipe(selectText()), chunks);
    }),
  );

  it(
    'leaves empty chunks out, wherever they stand',
    marbles((m) => {
      const source = m.cold('         soaobo-e-m|', events);
      m.expect(source.pipe(selectText())).toBeObservable('--a-b-----|', chunks);
    }),
  );

  it(
    'keeps what is blank but not empty: it is part of the text',
    marbles((m) => {
      const source = m.cold('         s-w-e|', { ...vocabulary, w: textDelta('\n\n') });
      m.expect(source.pipe(selectText())).toBeObservable('--w--|', { w: '\n\n' });
    }),
  );

  it(
    'takes no other kind of delta for text',
    marbles((m) => {
      const { text: _text, ...others } = deltaOfEach;
      const source = m.cold('         uvwxy-123|', {
        u: others.toolUse,
        v: others.toolResult,
        w: others.reasoningContent,
        x: others.citation,
        y: others.image,
        1: unknownDelta,
        2: emptyDelta,
        3: absentDelta,
      });
      m.expect(source.pipe(selectText())).toBeObservable('---------|');
    }),
  );

  it(
    'emits chunks of interleaved blocks in order of arrival, and the text of a delta of two kinds',
    marbles((m) => {
      const source = m.cold('         q-p-q-?-2|', {
        p: textDelta('p', 0),
        q: textDelta('q', 1),
        '?': unknownEvent,
        2: twoMembers,
      });
      m.expect(source.pipe(selectText())).toBeObservable('q-p-q---2|', { p: 'p', q: 'q', 2: 'a' });
    }),
  );

  it(
    'hands an error on, and a completion when somebody stops the stream',
    marbles((m) => {
      const error = new GenerationError('network', 'The line broke.');
      const source = m.cold('         s-a-#', events, error);
      m.expect(source.pipe(selectText())).toBeObservable('--a-#', chunks, error);
      const stopped = source.pipe(takeUntil(m.cold('---x')));
      m.expect(stopped.pipe(selectText())).toBeObservable('--a|', chunks);
    }),
  );

  it(
    'gives a late subscriber the text so far as one chunk',
    marbles((m) => {
      const shared = m.cold('                 s-a-b-c-e-m|', events).pipe(multicastReplay());
      m.expect(shared.pipe(selectText())).toBeObservable('--a-b-c----|', { ...chunks, c: 'c' });
      m.expect(shared.pipe(selectText()), '-----^').toBeObservable('-----1c----|', { 1: 'Hello', c: 'c' });
    }),
  );
});
