import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { verifyStream } from 'rx-bedrock/operators';
import {
  blockStop,
  messageStart,
  textDelta,
  textMessage,
  toolUseStart,
  vocabulary,
} from 'rx-bedrock/testing';
import { concat, of, takeUntil, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { emptyDelta, twoMembers, unknownDelta, unknownEvent, unknownStart } from './oddEvents.js';

const truncated = { code: 'truncated' };
const protocol = { code: 'protocol' };

describe('verifyStream', () => {
  conforms(verifyStream());
  refusesOtherSources('verifyStream', verifyStream());

  it(
    'lets a whole message through',
    marbles((m) => {
      const source = m.cold('           s-ab-x-ti-j-y-rgz-u-m|', vocabulary);
      m.expect(source.pipe(verifyStream())).toBeObservable('s-ab-x-ti-j-y-rgz-u-m|', vocabulary);
    }),
  );

  it(
    'does what its diagram draws',
    drawn('operators/verifyStream.ts', ({ cold, shows }) => {
      shows('verifyStream()', cold('in', vocabulary).pipe(verifyStream()), vocabulary, truncated);
    }),
  );

  it(
    'makes an end without messageStop an error',
    marbles((m) => {
      const source = m.cold('           s-a-b|', vocabulary);
      m.expect(source.pipe(verifyStream())).toBeObservable('s-a-b#', vocabulary, truncated);
      const empty = m.cold('            --|', vocabulary);
      m.expect(empty.pipe(verifyStream())).toBeObservable('--#', vocabulary, truncated);
      const unfinished = m.cold('       s-a-x-m|', vocabulary);
      m.expect(unfinished.pipe(verifyStream())).toBeObservable('s-a-x-m#', vocabulary, truncated);
    }),
  );

  it(
    'lets somebody stop the stream behind it, which is no error',
    marbles((m) => {
      const stopped = m.cold('s-a-b-e-m|', vocabulary).pipe(verifyStream(), takeUntil(m.cold('---x')));
      m.expect(stopped).toBeObservable('s-a|', vocabulary);
    }),
  );

  it(
    'does without metadata, without the start and stop of blocks, and without messageStart',
    marbles((m) => {
      const bare = m.cold('a-i-e|', vocabulary);
      m.expect(bare.pipe(verifyStream())).toBeObservable('a-i-e|', vocabulary);
    }),
  );

  it(
    'takes interleaved blocks, repeated metadata, and whatever it does not know, as they come',
    marbles((m) => {
      const values = { ...vocabulary, 1: unknownEvent, 2: unknownDelta, 3: emptyDelta, 4: twoMembers };
      const source = m.cold('           1-sati-1-b2j34-yx-emm-1|', values);
      m.expect(source.pipe(verifyStream())).toBeObservable('1-sati-1-b2j34-yx-emm-1|', values);
    }),
  );

  it(
    'keeps an error of the source as it is, also after messageStop',
    marbles((m) => {
      const error = Object.assign(new Error('from the source'), { name: 'ThrottlingException' });
      const early = m.cold('           s-a-#', vocabulary, error);
      m.expect(early.pipe(verifyStream())).toBeObservable('s-a-#', vocabulary, error);
      const late = m.cold('           s-a-e-#', vocabulary, error);
      m.expect(late.pipe(verifyStream())).toBeObservable('s-a-e-#', vocabulary, error);
    }),
  );

  it(
    'leaves the source when it finds a fault',
    marbles((m) => {
      const source = m.cold('s-a-s-b-e-m|', vocabulary);
      m.expect(source.pipe(verifyStream())).toBeObservable('s-a-#', vocabulary, protocol);
      m.expect(source).toHaveSubscriptions('                ^---!');
    }),
  );
});

it('hands on the very same events', () => {
  const events = textMessage('One two');
  const seen: ConverseEvent[] = [];
  of(...events)
    .pipe(verifyStream())
    .subscribe((event) => seen.push(event));
  expect(seen).toHaveLength(events.length);
  seen.forEach((event, at) => expect(event).toBe(events[at]));
});

describe('a fault', () => {
  const { s, a, x, e, m } = vocabulary;
  const faults: [string, ConverseEvent[], RegExp][] = [
    ['a second messageStart', [s, a, s], /second messageStart/],
    ['a second messageStart after messageStop', [s, a, e, s], /second messageStart/],
    ['a messageStart after content', [a, s], /messageStart/],
    ['a second messageStop', [s, a, e, e], /second messageStop/],
    ['a delta after messageStop', [s, a, e, a], /contentBlockDelta for block 0 arrived after messageStop/],
    [
      'a start after messageStop',
      [s, e, toolUseStart('t', 'id', 3)],
      /contentBlockStart for block 3 .* messageStop/,
    ],
    ['a delta for a closed block', [s, a, x, a], /contentBlockDelta for block 0 .* contentBlockStop/],
    ['a start for a closed block', [s, a, x, toolUseStart('t', 'id', 0)], /contentBlockStart for block 0/],
    ['a start for a block that has begun', [s, a, toolUseStart('t', 'id', 0)], /after the block had begun/],
    ['a second contentBlockStop', [s, a, x, x], /second contentBlockStop arrived for block 0/],
  ];

  it.each(faults)('is %s', (_name, events, text) => {
    const error = errorOf([...events, m]);
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({ code: 'protocol', retryable: false });
    expect(error.message).toMatch(text);
  });

  it('is not the start of a block that has a name this version does not know', () => {
    expect(() => errorOf([s, unknownStart, a, x, e])).toThrow('no error');
  });

  it('in one block says nothing about another', () => {
    expect(() => errorOf([s, a, x, textDelta('q', 1), blockStop(1), e, m])).toThrow('no error');
  });
});

describe('the error', () => {
  const { s, a, b } = vocabulary;

  it('of a cut stream holds all that had arrived, and is worth no retry once something was shown', () => {
    expect(errorOf([s, a, b])).toMatchObject({
      code: 'truncated',
      retryable: false,
      partial: { message: { role: 'assistant', content: [{ text: 'ab' }] }, status: 'truncated' },
    });
  });

  it.each([
    ['nothing', []],
    ['no content', [messageStart(), textDelta(''), emptyDelta, unknownEvent]],
  ])('is worth a retry where %s had come', (_name, events) => {
    expect(errorOf(events)).toMatchObject({
      code: 'truncated',
      retryable: true,
      partial: { message: { content: [] }, status: 'truncated' },
    });
  });

  it('of a fault holds all that had come before it, and not the faulty event', () => {
    const { partial } = errorOf([s, a, vocabulary.x, b]);
    expect(partial).toStrictEqual({
      message: { role: 'assistant', content: [{ text: 'a' }] },
      status: 'failed',
    });
  });

  it('of the source is the very same', () => {
    const error = new Error('from the source');
    const ends: unknown[] = [];
    concat(
      of(...textMessage('Hi').slice(0, 2)),
      throwError(() => error),
    )
      .pipe(verifyStream())
      .subscribe({ error: (reason: unknown) => ends.push(reason) });
    expect(ends[0]).toBe(error);
  });
});

function errorOf(events: readonly ConverseEvent[]): GenerationError {
  const errors: unknown[] = [];
  of(...events)
    .pipe(verifyStream())
    .subscribe({ error: (reason: unknown) => errors.push(reason) });
  if (errors.length === 0) throw new Error('no error');
  return errors[0] as GenerationError;
}
