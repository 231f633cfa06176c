import { GenerationError } from 'rx-bedrock';
import { accumulateText, multicastReplay, paceText, selectText } from 'rx-bedrock/operators';
import { textDelta, vocabulary } from 'rx-bedrock/testing';
import { from, pipe, Subject, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';

const letters = { H: 'H', e: 'e', l: 'l', o: 'o', _: ' ' };

describe('paceText', () => {
  conforms(pipe(selectText(), paceText({ charsPerSecond: 40 })));
  conforms(pipe(selectText(), paceText({ adaptive: true, by: 'word' })));
  refusesOtherSources('paceText', paceText({ adaptive: true }));

  it(
    'does what its diagram draws',
    drawn('operators/paceText.ts', ({ cold, shows }) => {
      const text = cold('in', { a: 'Hello', b: ' you' }).pipe(paceText({ charsPerSecond: 40 }));
      shows('paceText({ charsPerSecond: 40 })', text, { ...letters, r: 'you' });
    }),
  );

  it(
    'emits at once what is left before an error',
    marbles((m) => {
      const error = new GenerationError('network', 'The line broke.');
      const source = m.cold('a 29ms #', { a: 'Hello' }, error);
      const text = source.pipe(paceText({ charsPerSecond: 40 }));
      m.expect(text).toBeObservable('H 24ms e 4ms (t#)', { ...letters, t: 'llo' }, error);
    }),
  );

  it(
    'holds nothing back for longer than the lag, also not a character that may still grow',
    marbles((m) => {
      const source = m.cold('a 299ms b|', { a: 'e\u0301e', b: '\u0301' });
      const text = source.pipe(paceText({ charsPerSecond: 40, maxLag: 100 }));
      m.expect(text).toBeObservable('a 99ms b 200ms (c|)', { a: 'e\u0301', b: 'e', c: '\u0301' });
    }),
  );

  it(
    'paces its own subscriber and nobody else',
    marbles((m) => {
      const events = { ...vocabulary, a: textDelta('Helo') };
      const shared = m.cold('a 99ms e|', events).pipe(multicastReplay());
      const paced = shared.pipe(selectText(), paceText({ charsPerSecond: 40 }));
      m.expect(paced).toBeObservable('H 24ms e 24ms l 50ms (o|)', letters);
      m.expect(shared.pipe(accumulateText())).toBeObservable('t 100ms |', { t: 'Helo' });
    }),
  );

  it('leaves the source, and no timer behind, when it is left', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<string>();
    const { subscription } = watch(source.pipe(paceText({ charsPerSecond: 40, scheduler })));
    source.next('Hello');
    expect(scheduler.actions).toHaveLength(1);
    subscription.unsubscribe();
    expect(scheduler.actions).toStrictEqual([]);
    expect(source.observed).toBe(false);
  });

  it('goes on with the next chunk where the timers sleep, by the clock', () => {
    const asleep = new VirtualTimeScheduler();
    const source = new Subject<string>();
    const { seen } = watch(source.pipe(paceText({ charsPerSecond: 100, maxLag: 1000, scheduler: asleep })));
    source.next('abcdefgh');
    asleep.frame = 35;
    source.next('i');
    expect(seen.values).toStrictEqual(['a', 'bcd']);
    asleep.frame = 1000;
    source.next('jk');
    expect(seen.values.slice(2)).toStrictEqual(['efghij']);
  });

  it('is not stopped by a clock that is put back', () => {
    const scheduler = new VirtualTimeScheduler();
    let shift = 0;
    const clock = { now: () => scheduler.now() + shift, schedule: scheduler.schedule.bind(scheduler) };
    const source = new Subject<string>();
    const { seen } = watch(source.pipe(paceText({ charsPerSecond: 100, scheduler: clock })));
    source.next('abc');
    shift = -3_600_000;
    source.next('def');
    scheduler.flush();
    expect(seen.values.join('')).toBe('abcdef');
    expect(scheduler.frame).toBeLessThan(1500);
  });

  it('keeps the order when a subscriber makes the source go on, or end', () => {
    const source = new Subject<string>();
    const { seen } = watch(source.pipe(paceText({ charsPerSecond: 40 })), () => {
      if (seen.values.length !== 1) return;
      source.next('cd');
      source.complete();
    });
    source.next('ab');
    expect(seen).toStrictEqual({ values: ['a', 'bcd'], ends: ['complete'] });
  });

  it('says what is missing where events come in', () => {
    const { ends } = watch(from([vocabulary.a]).pipe(paceText({ adaptive: true }) as never)).seen;
    const message = expect.stringContaining('selectText()') as string;
    expect(ends).toMatchObject([{ name: 'TypeError', message }]);
  });
});

it.each([
  ['undefined', undefined],
  ['an object (Object)', {}],
  ['an object (Object)', { charsPerSecond: 40, adaptive: true }],
  ['an object (Object)', { adaptive: false }],
])('refuses the options %s', (value, options) => {
  expectComplaint(() => paceText(options as never), {
    type: TypeError,
    value: `The options of paceText() is ${value},`,
    rule: '',
    fix: '{ charsPerSecond: 40 }',
  });
});

it.each([
  [
    RangeError,
    'options.charsPerSecond is 0,',
    'a number of characters per second, more than 0',
    { charsPerSecond: 0 },
  ],
  [
    RangeError,
    'options.charsPerSecond is NaN,',
    'a number of characters per second, more than 0',
    { charsPerSecond: Number.NaN },
  ],
  [
    TypeError,
    'options.charsPerSecond is "9",',
    'a number of characters per second, more than 0',
    { charsPerSecond: '9' },
  ],
  [RangeError, 'options.maxLag is -1,', 'a number of milliseconds', { adaptive: true, maxLag: -1 }],
  [TypeError, 'options.by is "line",', "'grapheme' or 'word'", { adaptive: true, by: 'line' }],
  [TypeError, 'options.scheduler is 5,', 'a scheduler', { adaptive: true, scheduler: 5 }],
])('refuses what cannot be meant: %s %s', (type, value, rule, options) => {
  expectComplaint(() => paceText(options as never), { type, value, rule, fix: '' });
});
