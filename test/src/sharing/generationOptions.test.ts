import { EMPTY, NEVER } from 'rxjs';
import { type ConverseOptions, converse, userMessage } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { scriptedClient } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';

const input = { modelId: 'any', messages: [userMessage('Hi')] };

/** [what is passed, the class of the error, what its message must name: the value, the rule, the fix] */
const badGraces: [unknown, typeof TypeError | typeof RangeError, RegExp][] = [
  ['5', TypeError, /options\.grace is "5", but it must be .*milliseconds.*Infinity.*Leave it out/],
  [null, TypeError, /options\.grace is null, but/],
  [{}, TypeError, /options\.grace is an object/],
  [-1, RangeError, /options\.grace is -1, but/],
  [Number.NaN, RangeError, /options\.grace is NaN, but/],
  [2 ** 31, RangeError, /options\.grace is 2147483648, but it must be .* from 0 to 2147483647/],
  [Number.NEGATIVE_INFINITY, RangeError, /options\.grace is -Infinity, but/],
];

describe('grace', () => {
  it.each(badGraces)('%o is refused at once, by multicastReplay() and converse()', (grace, type, message) => {
    const options = { grace } as { grace: number };
    for (const attempt of [
      () => multicastReplay(options),
      () => converse(scriptedClient(), input, options),
    ]) {
      expect(attempt).toThrow(type);
      expect(attempt).toThrow(message);
    }
  });

  it.each([0, 0.5, 2 ** 31 - 1, Number.POSITIVE_INFINITY, undefined])('%o is fine', (grace) => {
    const options = (grace === undefined ? {} : { grace }) satisfies ConverseOptions;
    expect(() => multicastReplay(options)).not.toThrow();
    expect(() => converse(scriptedClient(), input, options)).not.toThrow();
  });
});

const badOptions: [string, unknown, typeof TypeError | typeof RangeError, RegExp][] = [
  ['upstream', 3, TypeError, /options\.upstream is 3, but it must be an operator\. .*pipe\(/],
  ['upstream', null, TypeError, /options\.upstream is null/],
  ['upstream', [], TypeError, /options\.upstream is an empty array/],
  ['upstream', () => undefined, TypeError, /upstream/],
  ['stop', 5, TypeError, /options\.stop is 5, but it must be/],
  ['stop', null, TypeError, /options\.stop is null, but it must be/],
  [
    'stop',
    new AbortController().signal,
    TypeError,
    /options\.stop is an object \(AbortSignal\), but it must be/,
  ],
  ['retry', true, TypeError, /options\.retry is true, but it must be false or \{ attempts \}\. Pass/],
  ['retry', { attempts: 0 }, RangeError, /options\.retry\.attempts is 0, but it must be a whole number/],
  ['retry', { attempts: '2' }, TypeError, /options\.retry\.attempts is "2"/],
  [
    'signal',
    new AbortController(),
    TypeError,
    /options\.signal is .*must be an AbortSignal.*controller\.signal/,
  ],
  ['idleTimeout', -1, RangeError, /options\.idleTimeout is -1, but/],
  ['firstEventTimeout', 'soon', TypeError, /options\.firstEventTimeout is "soon", but/],
  ['decode', 'slow', TypeError, /options\.decode is "slow", but it must be 'fast' or 'sdk'\. Leave it out/],
  ['onResponse', 'log', TypeError, /options\.onResponse is "log", but it must be a function/],
];

it.each(badOptions)('converse: %s: %o is refused at once', (name, value, type, message) => {
  const attempt = () => converse(scriptedClient(), input, { [name]: value });
  expect(attempt).toThrow(type);
  expect(attempt).toThrow(message);
});

it.each([
  ['retry', false],
  ['retry', { attempts: 1 }],
  ['retry', {}],
  ['stop', NEVER],
  ['stop', EMPTY],
  ['stop', []],
])('converse: %s: %o is fine', (name, value) => {
  expect(() => converse(scriptedClient(), input, { [name]: value })).not.toThrow();
});

it.each([
  [undefined, /undefined/],
  ['text', /"text"/],
  [Promise.resolve(), /Promise/],
])('multicastReplay refuses a source that is %o, and says what to make', (source, message) => {
  const attempt = () => multicastReplay()(source as unknown as typeof NEVER);
  expect(attempt).toThrow(TypeError);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(/must be an Observable.*converse\(/);
});
