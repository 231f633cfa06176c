import { EMPTY } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { checkMilliseconds, checkMillisecondsOrInfinity, checkSource, complaint } from '../../src/check.js';
import { expectComplaint, thrownBy } from '../complaints.js';

describe('a complaint', () => {
  it('names the value, the rule and the fix', () => {
    const text = complaint('options.grace', -1, 'a number of milliseconds', 'Leave it out.');
    expect(text).toBe('options.grace is -1, but it must be a number of milliseconds. Leave it out.');
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['NaN', Number.NaN],
    ['true', true],
    ['10', 10n],
    ['Symbol(s)', Symbol('s')],
    ['"a \\"quoted\\" text"', 'a "quoted" text'],
    ['""', ''],
    ['a function', () => undefined],
    ['an empty array', []],
    ['an array', [1, 2]],
    ['an object (Object)', { secret: 'x' }],
    ['an object (Object)', Object.create(null)],
    ['an object (Promise)', Promise.resolve()],
    ['an object (AbortController)', new AbortController()],
    ['an object (Date)', new Date(0)],
  ])('shows %s', (shown, value) => {
    expect(complaint('it', value, 'something else', 'Change it.')).toContain(`it is ${shown}, but`);
  });

  it('shows the beginning of a long text, and nothing of what is in an object', () => {
    const text = complaint('it', 'x'.repeat(10_000), 'short', 'Cut it.');
    expect(text.length).toBeLessThan(120);
    expect(text).toContain('…');
    expect(complaint('it', { key: 'secret' }, 'a text', 'Cut it.')).not.toContain('secret');
  });
});

describe('checkMilliseconds', () => {
  it.each([[0], [1], [290_000], [0.5], [2 ** 31 - 1]])('lets %s pass', (value) => {
    expect(() => checkMilliseconds('it', value, 'Fix it.')).not.toThrow();
  });

  it.each([
    ['-1', -1, RangeError],
    ['NaN', Number.NaN, RangeError],
    ['-Infinity', Number.NEGATIVE_INFINITY, RangeError],
    ['Infinity', Number.POSITIVE_INFINITY, RangeError],
    ['2147483648', 2 ** 31, RangeError],
    ['"100"', '100', TypeError],
    ['null', null, TypeError],
    ['100', 100n, TypeError],
  ])('refuses %s', (shown, value, type) => {
    const rule = 'a number of milliseconds from 0 to 2147483647.';
    const check = () => checkMilliseconds('it', value, 'Fix it.');
    expectComplaint(check, { type, value: `it is ${shown},`, rule, fix: 'Fix it.' });
  });
});

describe('checkMillisecondsOrInfinity', () => {
  it('lets Infinity pass too, but not what a timer cannot wait', () => {
    expect(() => checkMillisecondsOrInfinity('it', Number.POSITIVE_INFINITY, 'Fix it.')).not.toThrow();
    expect(() => checkMillisecondsOrInfinity('it', 2 ** 31, 'Fix it.')).toThrow(RangeError);
  });
});

describe('checkSource', () => {
  it('hands an Observable back as it is', () => {
    expect(checkSource('op', EMPTY)).toBe(EMPTY);
  });

  it('names the operator and the ways to make an Observable', () => {
    const error = thrownBy(() => checkSource('op', 'events' as never));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe(
      'The source of op() is "events", but it must be an Observable. ' +
        "Make one first: fromEvents(response.stream), converse(…), or RxJS's from(…).",
    );
  });
});
