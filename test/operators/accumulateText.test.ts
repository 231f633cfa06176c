import { GenerationError } from 'rx-bedrock';
import { accumulateText, multicastReplay, trackState } from 'rx-bedrock/operators';
import { textDelta, vocabulary } from 'rx-bedrock/testing';
import { distinctUntilChanged, map, skip, takeUntil } from 'rxjs';
import { describe, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { deltaOfEach, emptyDelta, twoMembers, unknownDelta } from './oddEvents.js';

const events = { ...vocabulary, a: textDelta('Hel'), b: textDelta('lo') };
const texts = { 1: 'Hel', 2: 'Hello' };

describe('accumulateText', () => {
  conforms(accumulateText());
  refusesOtherSources('accumulateText', accumulateText());

  it(
    'does what its diagram draws',
    drawn('operators/accumulateText.ts', ({ cold, shows }) => {
      shows('accumulateText()', cold('in', events).pipe(accumulateText()), texts);
    }),
  );

  it(
    'does not emit again where nothing was added',
    marbles((m) => {
      const source = m.cold('             so-a-o-r-i-?-b-x-e-m|', { ...events, '?': unknownDelta });
      m.expect(source.pipe(accumulateText())).toBeObservable('---1---------2------|', texts);
    }),
  );

  it(
    'joins blocks in order of their index, whatever the order of arrival',
    marbles((m) => {
      const source = m.cold('             r-p-q-P-Q-R|', {
        p: textDelta('p', 0),
        P: textDelta('P', 0),
        q: textDelta('q', 1),
        Q: textDelta('Q', 1),
        r: textDelta('r', 7),
        R: textDelta('R', 7),
      });
      m.expect(source.pipe(accumulateText())).toBeObservable('1-2-3-4-5-6|', {
        1: 'r',
        2: 'pr',
        3: 'pqr',
        4: 'pPqr',
        5: 'pPqQr',
        6: 'pPqQrR',
      });
    }),
  );

  it(
    'keeps blank text, and the text of a delta of two kinds, and nothing of the other kinds',
    marbles((m) => {
      const { toolUse, citation, image } = deltaOfEach;
      const values = { w: textDelta(' '), 2: twoMembers, u: toolUse, c: citation, i: image, o: emptyDelta };
      const source = m.cold('             wuciow2|', values);
      m.expect(source.pipe(accumulateText())).toBeObservable('1----23|', { 1: ' ', 2: '  ', 3: '  a' });
    }),
  );

  it(
    'hands an error on, and a completion when somebody stops the stream',
    marbles((m) => {
      const error = new GenerationError('truncated', 'The stream was cut.');
      const source = m.cold('             s-a-#', events, error);
      m.expect(source.pipe(accumulateText())).toBeObservable('--1-#', texts, error);
      const stopped = source.pipe(takeUntil(m.cold('---x')));
      m.expect(stopped.pipe(accumulateText())).toBeObservable('--1|', texts);
    }),
  );

  it(
    'starts a late subscriber with all the text there is',
    marbles((m) => {
      const shared = m.cold('                              s-a-b-e-m|', events).pipe(multicastReplay());
      m.expect(shared.pipe(accumulateText())).toBeObservable('             --1-2----|', texts);
      m.expect(shared.pipe(accumulateText()), '-----^').toBeObservable('-----2---|', texts);
    }),
  );

  it(
    'begins anew with a second message, like trackState does beside it',
    marbles((m) => {
      const source = () => m.cold('          s-a-b-e-s-c-d|', vocabulary);
      m.expect(source().pipe(accumulateText())).toBeObservable('--1-2-----3-4|', {
        1: 'a',
        2: 'ab',
        3: 'c',
        4: 'cd',
      });
      const text = trackState();
      m.expect(
        source().pipe(
          text,
          map((state) => state.text),
          distinctUntilChanged(),
          skip(1),
        ),
      ).toBeObservable('--1-2---0-3-4|', { 0: '', 1: 'a', 2: 'ab', 3: 'c', 4: 'cd' });
    }),
  );
});
