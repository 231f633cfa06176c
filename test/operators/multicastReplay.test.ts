import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { accumulateText, multicastReplay, settleOutcome, verifyStream } from 'rx-bedrock/operators';
import { textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { map, NEVER, Observable, of, Subject, take, takeUntil } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { deltaOfEach, emptyDelta, unknownDelta, unknownEvent } from './oddEvents.js';

const values = { ...vocabulary, B: textDelta('ab'), C: textDelta('abc') };
const aborted = { code: 'aborted' };

describe('multicastReplay', () => {
  conforms(multicastReplay(), { shares: true });
  refusesOtherSources('multicastReplay', multicastReplay());

  it(
    'does what its diagram draws',
    drawn('operators/multicastReplay.ts', ({ cold, shows }) => {
      const shared = cold('in', values).pipe(multicastReplay());
      shows('subscriber 1', shared, values);
      shows('subscriber 2', shared, values);
    }),
  );

  it(
    'replays a completion and an error to who comes after them, and never asks again',
    marbles((m) => {
      const source = m.cold('                          s-a-b-c-e-m|', values);
      const shared = source.pipe(multicastReplay());
      m.expect(shared).toBeObservable('                s-a-b-c-e-m|', values);
      m.expect(shared, '-----------------^').toBeObservable('-----------------(sCem|)', values);
      m.expect(source).toHaveSubscriptions('           ^----------!');

      const error = new GenerationError('model', 'The model failed.');
      const failing = m.cold('                         s-a-#', values, error);
      const failed = failing.pipe(multicastReplay());
      m.expect(failed).toBeObservable('                s-a-#', values, error);
      m.expect(failed, '-----------------^').toBeObservable('-----------------(sa#)', values, error);
      m.expect(failing).toHaveSubscriptions('          ^---!');
    }),
  );

  it(
    'closes the source when the last one leaves, and tells who comes after that it was aborted',
    marbles((m) => {
      const source = m.cold('                  s-a-b-c-e-m|', values);
      const shared = source.pipe(multicastReplay());
      m.expect(shared, '^--!').toBeObservable('s-a-', values);
      m.expect(shared, '^----!').toBeObservable('s-a-b-', values);
      m.expect(shared, '---------^').toBeObservable('---------(sB#)', values, aborted);
      m.expect(shared, '--------------^').toBeObservable('--------------(sB#)', values, aborted);
      m.expect(source).toHaveSubscriptions('   ^----!');
    }),
  );

  it(
    'keeps the source open while one is left, whoever goes in between',
    marbles((m) => {
      const source = m.cold('                      s-a-b-------c-e-m|', values);
      const shared = source.pipe(multicastReplay());
      m.expect(shared, '^--!').toBeObservable('    s-a-', values);
      m.expect(shared, '-^-------!').toBeObservable('-sa-b-----', values);
      m.expect(shared, '------^').toBeObservable(' ------(sB)--c-e-m|', values);
      m.expect(source).toHaveSubscriptions('       ^----------------!');
    }),
  );

  it(
    'calls it stopped where somebody completes the source',
    marbles((m) => {
      const source = m.cold('s-a-b-c-e-m|', values);
      const stopped = source.pipe(verifyStream(), takeUntil(m.cold('-----x')));
      const shared = stopped.pipe(multicastReplay());
      const status = shared.pipe(
        settleOutcome(),
        map((outcome) => outcome.status),
      );
      m.expect(status).toBeObservable('-----(o|)', { o: 'stopped' });
      m.expect(status, '-----------^').toBeObservable('-----------(o|)', { o: 'stopped' });
      m.expect(source).toHaveSubscriptions('^----!');
    }),
  );
});

describe('what is replayed', () => {
  it(
    'has interleaved blocks apart, each joined where it began',
    marbles((m) => {
      const blocks = {
        ...values,
        p: textDelta('p', 0),
        q: textDelta('q', 1),
        P: textDelta('pp', 0),
        Q: textDelta('qqq', 1),
        I: { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '{"city":"Turin"}' } } } },
      };
      const text = m.cold('spqpqq|', blocks).pipe(multicastReplay());
      m.expect(text).toBeObservable('spqpqq|', blocks);
      m.expect(text, '--------^').toBeObservable('--------(sPQ|)', blocks);
      const tool = m.cold('satibjyx|', blocks).pipe(multicastReplay());
      m.expect(tool).toBeObservable('satibjyx|', blocks);
      m.expect(tool, '---------^').toBeObservable('---------(sBtIyx|)', blocks);
    }),
  );

  it('is every event itself where nothing can be joined', () => {
    const { citation, image } = deltaOfEach;
    const events = [unknownEvent, citation, image, unknownDelta, emptyDelta, vocabulary.m];
    const shared = of(...events).pipe(multicastReplay());
    shared.subscribe();
    expect(valuesOf(shared)).toEqual(events);
    valuesOf(shared).forEach((each, at) => expect(each).toBe(events[at]));
  });

  it('stops in the middle for a subscriber that has had enough', () => {
    const events = [vocabulary.s, vocabulary.a, vocabulary.x, vocabulary.e, vocabulary.m];
    const shared = of(...events).pipe(multicastReplay());
    shared.subscribe();
    expect(valuesOf(shared.pipe(take(1)))).toEqual([vocabulary.s]);
  });

  it('is the same for the third as for the second, and not changed by what comes after', () => {
    const source = new Subject<ConverseEvent>();
    const shared = source.pipe(multicastReplay());
    shared.subscribe();
    source.next(textDelta('a'));
    source.next(textDelta('b'));
    const second = watch(shared);
    source.next(textDelta('c'));
    expect(second).toEqual([textDelta('ab'), textDelta('c')]);
    expect(watch(shared)).toEqual([textDelta('abc')]);
    expect(second[0]).toEqual(textDelta('ab'));
  });
});

describe('the abort', () => {
  it('has all that had arrived, and says how to go on', () => {
    const source = new Subject<ConverseEvent>();
    const shared = source.pipe(multicastReplay());
    const first = shared.subscribe();
    source.next(vocabulary.s);
    source.next(vocabulary.a);
    first.unsubscribe();
    const errors: unknown[] = [];
    shared.subscribe({ error: (error: unknown) => errors.push(error) });
    const error = errors[0] as GenerationError;
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({
      code: 'aborted',
      retryable: false,
      partial: { status: 'aborted', message: { content: [{ text: 'a' }] } },
    });
    expect(error.message).toContain('grace');
    expect(error.message).toContain('defer(() => converse(…))');
  });
});

it('hands the very same events to everybody who is there', () => {
  const source = new Subject<ConverseEvent>();
  const shared = source.pipe(multicastReplay());
  const seen = [watch(shared), watch(shared)];
  const live = textDelta('a');
  source.next(live);
  for (const [event] of seen) expect(event).toBe(live);
});

describe('a synchronous source', () => {
  it('is run once, for the first subscriber, and replayed to the others', () => {
    let runs = 0;
    const shared = new Observable<ConverseEvent>((subscriber) => {
      runs += 1;
      for (const event of textMessage('One two')) subscriber.next(event);
      subscriber.complete();
    }).pipe(multicastReplay());
    expect(valuesOf(shared)).toEqual(textMessage('One two'));
    expect(valuesOf(shared.pipe(accumulateText()))).toEqual(['One two']);
    expect(runs).toBe(1);
  });

  it('is left half-way by a subscriber that has had enough, for good', () => {
    const shared = of(...textMessage('One two')).pipe(multicastReplay());
    expect(valuesOf(shared.pipe(take(2)))).toHaveLength(2);
    const outcomes = valuesOf(shared.pipe(settleOutcome()));
    expect(outcomes).toMatchObject([{ status: 'aborted', message: { content: [{ text: 'One' }] } }]);
  });
});

it('keeps the generations of two sources apart', () => {
  const operator = multicastReplay();
  const never = NEVER.pipe(operator);
  watch(never);
  expect(valuesOf(of(vocabulary.s).pipe(operator))).toEqual([vocabulary.s]);
});

/** What a subscriber gets from now on, in an array that goes on filling. */
function watch(source: Observable<ConverseEvent>, react?: (event: ConverseEvent) => void): unknown[] {
  const seen: unknown[] = [];
  source.subscribe((event) => {
    seen.push(event);
    react?.(event);
  });
  return seen;
}

/** What a synchronous source gives before it ends. */
function valuesOf(source: Observable<unknown>): unknown[] {
  const seen: unknown[] = [];
  source.subscribe((value) => seen.push(value));
  return seen;
}
