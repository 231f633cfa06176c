import { Subject } from 'rxjs';
import { multicastReplay } from 'rx-bedrock/operators';
import { textDelta, vocabulary } from 'rx-bedrock/testing';
import { expect, it, vi } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { withTimeByHand } from '../../laws/theatre.js';
import { marbles } from '../../marbles.js';

withTimeByHand();

const values = { ...vocabulary, P: textDelta('ab'), Q: textDelta('abc') };
const aborted = { code: 'aborted' };

it(
  'who comes back within the grace goes on as if nobody had left',
  marbles((m) => {
    const source = m.cold('                          s----a----b----c----e----m|', vocabulary);
    const shared = source.pipe(multicastReplay({ grace: 5 }));
    m.expect(shared, '^------!').toBeObservable('    s----a-', values);
    m.expect(shared, '-----------^').toBeObservable('-----------(sP)c----e----m|', values);
    m.expect(source).toHaveSubscriptions('           ^-------------------------!');
  }),
);

it(
  'who comes after the grace gets what arrived until its end, and an abort',
  marbles((m) => {
    const source = m.cold('                            s----a----b----c----e----m|', vocabulary);
    const shared = source.pipe(multicastReplay({ grace: 5 }));
    m.expect(shared, '^------!').toBeObservable('      s----a-', values);
    m.expect(shared, '-------------^').toBeObservable('-------------(sP#)', values, aborted);
    m.expect(source).toHaveSubscriptions('             ^-----------!');
  }),
);

it(
  'every leaving of the last one gives the whole grace anew',
  marbles((m) => {
    const source = m.cold('                     s----a----b----c----e----m|', vocabulary);
    const shared = source.pipe(multicastReplay({ grace: 5 }));
    m.expect(shared, '^--!').toBeObservable('   s--', values);
    m.expect(shared, '------^-!').toBeObservable('------(sa)', values);
    m.expect(shared, '--------------------^').toBeObservable('--------------------(sP#)', values, aborted);
    m.expect(source).toHaveSubscriptions('      ^------------!');
  }),
);

it(
  'a source that ends within the grace has ended: there is nothing to abort',
  marbles((m) => {
    const source = m.cold('                     s----a----b----c|', vocabulary);
    const shared = source.pipe(multicastReplay({ grace: 10 }));
    m.expect(shared, '^--------!').toBeObservable('s----a---', values);
    m.expect(shared, '-------------------------^').toBeObservable('-------------------------(sQ|)', values);
    m.expect(source).toHaveSubscriptions('      ^---------------!');
  }),
);

it(
  'an infinite grace lets the source run to its end',
  marbles((m) => {
    const source = m.cold('                     s----a----b----c|', vocabulary);
    const shared = source.pipe(multicastReplay({ grace: Number.POSITIVE_INFINITY }));
    m.expect(shared, '^-!').toBeObservable('    s-', values);
    m.expect(shared, '--------------------^').toBeObservable('--------------------(sQ|)', values);
    m.expect(source).toHaveSubscriptions('      ^---------------!');
  }),
);

it('an infinite grace needs no timer, and who comes back takes a finite one away', () => {
  const source = new Subject<never>();
  source
    .pipe(multicastReplay({ grace: Number.POSITIVE_INFINITY }))
    .subscribe()
    .unsubscribe();
  expect(vi.getTimerCount()).toBe(0);
  const shared = source.pipe(multicastReplay({ grace: 1000 }));
  shared.subscribe().unsubscribe();
  expect(vi.getTimerCount()).toBe(1);
  const { subscription } = watch(shared);
  expect(vi.getTimerCount()).toBe(0);
  subscription.unsubscribe();
  source.complete();
  expect(vi.getTimerCount()).toBe(0);
});
