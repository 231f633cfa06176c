import { type ConverseEvent, fallback, type FallbackOptions, GenerationError } from 'rx-bedrock';
import { multicastReplay, retryBeforeContent } from 'rx-bedrock/operators';
import { textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { concat, EMPTY, NEVER, type Observable, of, take, throwError, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { Probe, watch } from '../../../src/testing/probe.js';
import { failure, opening, responsesOf } from '../../attempts.js';
import { expectComplaint } from '../../complaints.js';
import { drawn } from '../../drawn.js';
import { marbles } from '../../marbles.js';

const denied = failure('rejected', { requestId: 'r-1', attempts: 1 });
const throttled = failure('throttled', { requestId: 'r-2', attempts: 3 });
const fails = (error: unknown) => throwError(() => error) as Observable<ConverseEvent>;
const answer = () => of(opening({ requestId: 'r-9', attempts: 1 }), ...textMessage('Hi').slice(1));

describe('fallback', () => {
  it(
    'does what its diagram draws',
    drawn('src/source/fallback.ts', ({ cold, shows }) => {
      const sources = [cold('source 0', vocabulary, denied), cold('source 1', vocabulary)];
      shows('fallback(sources)', fallback(sources), vocabulary);
    }),
  );

  it(
    'asks the next source when one has failed before content, of which nothing is seen',
    marbles((m) => {
      const first = m.cold('  -s-#', vocabulary, denied);
      const second = m.cold('    -s-a----b-e-m|', vocabulary);
      const third = m.cold('  s', vocabulary);
      const events = fallback([first, second, third]);
      m.expect(events).toBeObservable('------(sa)-b-e-m|', vocabulary);
      m.expect(first).toHaveSubscriptions('^--!');
      m.expect(second).toHaveSubscriptions('---^------------!');
      m.expect(third).toHaveSubscriptions([]);
    }),
  );

  it(
    'makes an error final once there was content',
    marbles((m) => {
      const cut = failure('network');
      const first = m.cold('-s-a------#', vocabulary, cut);
      const second = m.cold('s', vocabulary);
      m.expect(fallback([first, second])).toBeObservable('---(sa)---#', vocabulary, cut);
      m.expect(second).toHaveSubscriptions([]);
    }),
  );

  it(
    'leaves the source that runs when it is left',
    marbles((m) => {
      const first = m.cold('-#', vocabulary, denied);
      const second = m.cold('-s-', vocabulary);
      m.expect(fallback([first, second]), '^---!').toBeObservable('----', vocabulary);
      m.expect(second).toHaveSubscriptions('-^--!');
    }),
  );

  it('says which source served, and how many requests were made', () => {
    const { values, ends } = watch(fallback([fails(denied), fails(throttled), answer()])).seen;
    expect(ends).toEqual(['complete']);
    expect(responsesOf(values)).toEqual([{ requestId: 'r-9', attempts: 5, source: '2' }]);
  });

  it('says it where the first one serves, and where the source knows nothing of a response', () => {
    const first = watch(fallback([answer(), NEVER])).seen.values;
    expect(responsesOf(first)).toEqual([{ requestId: 'r-9', attempts: 1, source: '0' }]);
    const second = watch(fallback([fails(new Error('foreign')), of(...textMessage('Hi'))])).seen.values;
    expect(responsesOf(second)).toEqual([{ attempts: 2, source: '1' }]);
  });

  it('says it in the error of the last one, when all have failed', () => {
    const { ends } = watch(fallback([fails(throttled), fails(denied)])).seen;
    expect(ends).toHaveLength(1);
    expect(ends[0]).toMatchObject({
      code: 'rejected',
      message: denied.message,
      response: { requestId: 'r-1', attempts: 4, source: '1' },
    });
  });

  it('says it in an error after content', () => {
    const cut = concat(of(opening({ attempts: 1 }), textDelta('so far')), fails(failure('network')));
    const { values, ends } = watch(fallback([fails(denied), cut])).seen;
    expect(responsesOf(values)).toEqual([{ attempts: 2, source: '1' }]);
    expect(ends).toMatchObject([{ code: 'network', response: { attempts: 2, source: '1' } }]);
  });

  it('within fallback tells the whole way', () => {
    const inner = fallback([fails(denied), answer()]);
    const { values } = watch(fallback([fails(throttled), inner])).seen;
    expect(responsesOf(values)).toEqual([{ requestId: 'r-9', attempts: 5, source: '1.1' }]);
  });

  it('goes with retryBeforeContent in each source', () => {
    const scheduler = new VirtualTimeScheduler();
    const retrying = fails(failure('network')).pipe(retryBeforeContent({ scheduler }));
    const { seen } = watch(fallback([retrying, answer()]));
    scheduler.flush();
    expect(responsesOf(seen.values)).toEqual([{ requestId: 'r-9', attempts: 4, source: '1' }]);
  });

  it('calls a factory when it is its turn, each time', () => {
    const first = vi.fn(() => fails(denied));
    const second = vi.fn(answer);
    const third = vi.fn(answer);
    const events = fallback([first, second, third]);
    expect(first).not.toHaveBeenCalled();
    watch(events);
    watch(events);
    expect([first, second, third].map(({ mock }) => mock.calls.length)).toEqual([2, 2, 0]);
  });

  it('goes on where a factory throws, and ends in what the last one throws', () => {
    const thrown = new TypeError('no such region');
    const broken = () => {
      throw thrown;
    };
    expect(watch(fallback([broken, answer])).seen.ends).toEqual(['complete']);
    expect(watch(fallback([answer().pipe(take(0)), broken])).seen.ends).toEqual(['complete']);
    expect(watch(fallback([fails(denied), broken])).seen.ends).toEqual([thrown]);
  });

  it('says so where a factory makes no Observable', () => {
    const { ends } = watch(fallback([(() => Promise.resolve()) as never])).seen;
    expect(ends[0]).toBeInstanceOf(TypeError);
    expect((ends[0] as Error).message).toBe(
      'What source 0 of fallback() made is an object (Promise), but it must be an Observable. ' +
        'Return fromConverseStream(client, input), say.',
    );
  });

  it('hands on the very same error of somebody else', () => {
    const foreign = new Error('foreign');
    expect(watch(fallback([fails(foreign)])).seen.ends[0]).toBe(foreign);
  });

  it('completes with a source that completes', () => {
    expect(watch(fallback([EMPTY, answer])).seen).toEqual({ values: [], ends: ['complete'] });
  });

  it('stops a synchronous source when it is left', () => {
    const probe = new Probe(textMessage('One two three'));
    expect(watch(fallback([probe.events]).pipe(take(2))).seen.values).toHaveLength(2);
    expect([probe.sent, probe.left]).toEqual([2, 1]);
  });

  it('can be shared', () => {
    const generation = fallback([fails(denied), answer]).pipe(multicastReplay());
    for (const _ of [1, 2]) {
      expect(responsesOf(watch(generation).seen.values)).toEqual([
        { requestId: 'r-9', attempts: 2, source: '1' },
      ]);
    }
  });
});

describe('fallback, when', () => {
  it('is asked of each error before content but that of the last source', () => {
    const when = vi.fn(() => true);
    watch(fallback([fails(denied), fails(throttled), fails(denied)], { when }));
    expect(when.mock.calls).toEqual([[denied], [throttled]]);
    when.mockClear();
    watch(fallback([concat(of(textDelta('shown')), fails(denied)), answer], { when }));
    expect(when).not.toHaveBeenCalled();
  });

  it('decides', () => {
    const options: FallbackOptions = { when: ({ code }) => code === 'throttled' };
    expect(watch(fallback([fails(throttled), answer], options)).seen.ends).toEqual(['complete']);
    const next = vi.fn(answer);
    const refused = watch(fallback([fails(denied), next], options)).seen.ends;
    expect(refused).toMatchObject([{ code: 'rejected', response: { attempts: 1, source: '0' } }]);
    expect(next).not.toHaveBeenCalled();
  });

  it('is given an error of somebody else as a GenerationError', () => {
    const foreign = new Error('foreign');
    const seen: GenerationError[] = [];
    const when = (error: GenerationError) => seen.push(error) > 1;
    expect(watch(fallback([fails(foreign), answer], { when })).seen.ends).toEqual([foreign]);
    expect(seen).toMatchObject([{ code: 'unknown', cause: foreign }]);
  });

  it.each(['aborted', 'budget'] as const)('by default does not go on after %s', (code) => {
    const next = vi.fn(answer);
    expect(watch(fallback([fails(failure(code)), next])).seen.ends).toMatchObject([{ code }]);
    expect(next).not.toHaveBeenCalled();
  });

  it('that throws is the error of the stream', () => {
    const thrown = new Error('from when');
    const when = () => {
      throw thrown;
    };
    expect(watch(fallback([fails(denied), answer], { when })).seen.ends).toEqual([thrown]);
  });
});

describe('fallback, bad arguments', () => {
  it.each([
    ['undefined', undefined, 'a list of at least one'],
    ['an empty array', [], 'a list of at least one'],
    ['an object (Object)', answer(), 'a list of at least one'],
  ])('refuses sources that are %s', (value, sources, rule) => {
    const complaint = { value: `The sources of fallback() is ${value}`, rule, fix: 'fromConverseStream' };
    expectComplaint(() => fallback(sources as never), { type: TypeError, ...complaint });
  });

  it('refuses a source that is none', () => {
    expectComplaint(() => fallback([answer, Promise.resolve() as never]), {
      type: TypeError,
      value: 'Source 1 of fallback() is an object (Promise)',
      rule: 'an Observable, or a function that makes one',
      fix: 'fromConverseStream',
    });
  });

  it.each([
    [null, 'The options of fallback() is null', 'an object'],
    [{ when: true }, 'options.when is true', 'a function'],
  ])('refuses options %o', (options, value, rule) => {
    const attempt = () => fallback([answer], options as never);
    expectComplaint(attempt, { type: TypeError, value, rule, fix: '' });
  });
});
