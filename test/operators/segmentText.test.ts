import { GenerationError } from 'rx-bedrock';
import { accumulateText, multicastReplay, segmentText, selectText } from 'rx-bedrock/operators';
import { textDelta, vocabulary } from 'rx-bedrock/testing';
import { from, of, pipe, Subject, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';

const chunks = { a: 'Hel', b: 'lo, w', c: 'orld. ', d: 'Bye.' };

describe('segmentText', () => {
  conforms(pipe(selectText(), segmentText('word')));
  refusesOtherSources('segmentText', segmentText('word'));

  it(
    'does what its diagram draws',
    drawn('operators/segmentText.ts', ({ cold, shows }) => {
      const source = cold('in', chunks);
      const words = { 1: 'Hello, ', 2: 'world. ', 3: 'Bye.' };
      shows("segmentText('word')", source.pipe(segmentText('word')), words);
      const sentences = { 1: 'Hello, world. ', 2: 'Bye.' };
      shows("segmentText('sentence')", source.pipe(segmentText('sentence')), sentences);
    }),
  );

  it(
    'emits sentences, and what is left of them before an error',
    marbles((m) => {
      const error = new GenerationError('truncated', 'The stream was cut.');
      const sentences = m.cold('a-b-c---d-#', chunks, error).pipe(segmentText('sentence'));
      m.expect(sentences).toBeObservable('--------1-(2#)', { 1: 'Hello, world. ', 2: 'Bye.' }, error);
    }),
  );

  it(
    'emits nothing more to who has left',
    marbles((m) => {
      const source = m.cold('a-b-c---d-|', chunks);
      m.expect(source.pipe(segmentText('sentence')), '---!').toBeObservable('----');
      m.expect(source).toHaveSubscriptions('^--!');
    }),
  );

  it(
    'lets a page render finished blocks once: the open one is the text from where they end',
    marbles((m) => {
      const events = { ...vocabulary, a: textDelta('# A\n'), b: textDelta('b\n\nc'), c: textDelta('d') };
      const shared = m.cold('          s-a-b-c-e-m|', events).pipe(multicastReplay());
      const finished = shared.pipe(selectText(), segmentText('markdown'));
      m.expect(finished).toBeObservable('----1------(23|)', { 1: '# A\n', 2: 'b\n\n', 3: 'cd' });
      m.expect(shared.pipe(accumulateText())).toBeObservable('--1-2-3----|', {
        1: '# A\n',
        2: '# A\nb\n\nc',
        3: '# A\nb\n\ncd',
      });
    }),
  );

  it('stops in the middle of a chunk when nobody listens any more', () => {
    const { seen } = watch(of('a b c', 'd').pipe(segmentText('word'), take(1)));
    expect(seen).toStrictEqual({ values: ['a '], ends: ['complete'] });
  });

  it('keeps the order when a subscriber makes the source go on, or end', () => {
    const source = new Subject<string>();
    const { seen } = watch(source.pipe(segmentText('line')), () => {
      if (seen.values.length === 1) source.next('c\nd');
      if (seen.values.length === 2) source.complete();
    });
    source.next('a\nb\n');
    expect(seen).toStrictEqual({ values: ['a\n', 'b\n', 'c\n', 'd'], ends: ['complete'] });
  });
});

it.each([
  ['"words"', 'words'],
  ['"toString"', 'toString'],
  ['undefined', undefined],
  ['a function', () => []],
])('refuses to cut by %s', (value, by) => {
  expectComplaint(() => segmentText(by as never), {
    type: TypeError,
    value: `What segmentText() cuts by is ${value},`,
    rule: 'one of word, sentence, line, paragraph, markdown, or a RegExp, or an Intl.Segmenter',
    fix: "'sentence'",
  });
});

it('says what is missing where events come in', () => {
  const { ends } = watch(from([vocabulary.a]).pipe(segmentText('word') as never)).seen;
  expect(ends).toMatchObject([
    { name: 'TypeError', message: expect.stringContaining('selectText()') as string },
  ]);
});
