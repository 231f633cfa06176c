import { GenerationError, type GenerationErrorCode } from 'rx-bedrock';
import { marblesConfig, textDelta, vocabulary } from 'rx-bedrock/testing';
import { catchError, map, materialize, of, take, throwError } from 'rxjs';
import { configure } from 'rxjs-marbles';
import { describe, expect, it } from 'vitest';

const { marbles } = configure(marblesConfig);

type Context = Parameters<Parameters<typeof marbles>[0]>[0];

/** Whether a marble test passes, as somebody would write it who uses the kit. */
function passes(test: (m: Context) => void): boolean {
  try {
    marbles(test)();
    return true;
  } catch (error) {
    // A test that goes red must do so because the marbles differ, not because the matcher broke.
    expect((error as Error).message).toBe('The marbles differ from what was expected.');
    return false;
  }
}

function sameValue(actual: unknown, expected: unknown): boolean {
  return passes((m) => m.expect(of(actual)).toBeObservable('(v|)', { v: expected }));
}

function sameError(actual: unknown, expected: unknown): boolean {
  return passes((m) => m.expect(m.cold('-#', {}, actual)).toBeObservable('-#', {}, expected));
}

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

const plain: unknown = { x: 1 };

describe('the frames', () => {
  it.each([
    ['s-a|', true],
    ['sa-|', false],
    ['s-a-|', false],
    ['s-(a|)', false],
    ['s-a', false],
    ['s-b|', false],
    ['s--|', false],
    ['s-a#', false],
    ['s-ab|', false],
  ])('of s-a| are %s: %s', (expected, isSame) => {
    expect(passes((m) => m.expect(m.cold('s-a|', vocabulary)).toBeObservable(expected, vocabulary))).toBe(
      isSame,
    );
  });

  it('of a subscription count too', () => {
    const subscribed = (expected: string) =>
      passes((m) => {
        const source = m.cold('a-b-c|', vocabulary);
        m.expect(source.pipe(take(2))).toBeObservable('a-(b|)', vocabulary);
        m.expect(source).toHaveSubscriptions(expected);
      });
    expect(subscribed('^-!')).toBe(true);
    expect(subscribed('^--!')).toBe(false);
    expect(subscribed('^')).toBe(false);
  });
});

describe('a value', () => {
  it.each([
    ['an equal event', textDelta('a'), textDelta('a'), true],
    ['another text', textDelta('a'), textDelta('b'), false],
    ['a plain object for a class', new Point(1), plain, false],
    ['a class for a plain object', plain, new Point(1), false],
    ['an equal instance', new Point(1), new Point(1), true],
    ['another instance', new Point(1), new Point(2), false],
    ['an absent member for an undefined one', { a: 1, b: undefined }, { a: 1 }, false],
    ['an undefined member for an absent one', { a: 1 }, { a: 1, b: undefined }, false],
    ['equal arrays', [1, [2]], [1, [2]], true],
    ['another order', [1, 2], [2, 1], false],
    ['an object for an array', [1], { 0: 1 }, false],
    ['undefined for null', null, undefined, false],
    ['a text for a number', 1, '1', false],
    ['NaN', Number.NaN, Number.NaN, true],
    ['equal bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 2), true],
    ['other bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 3), false],
    ['equal maps', new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]]), true],
    ['other maps', new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]]), false],
    ['equal dates', new Date(1), new Date(1), true],
    ['other dates', new Date(1), new Date(2), false],
  ])('takes or refuses %s', (_name, actual, expected, isSame) => {
    expect(sameValue(actual, expected)).toBe(isSame);
  });
});

describe('an error', () => {
  const truncated = new GenerationError('truncated', 'Same words.');

  it('is the same with the same name, code and message', () => {
    expect(sameError(truncated, new GenerationError('truncated', 'Same words.'))).toBe(true);
    expect(sameError(new RangeError('x'), new RangeError('x'))).toBe(true);
  });

  it('is another with another code, message or name', () => {
    expect(sameError(truncated, new GenerationError('aborted', 'Same words.'))).toBe(false);
    expect(sameError(truncated, new GenerationError('truncated', 'Other words.'))).toBe(false);
    expect(sameError(new RangeError('x'), new TypeError('x'))).toBe(false);
    expect(sameError(truncated, Object.assign(new Error(truncated.message), { code: 'truncated' }))).toBe(
      false,
    );
  });

  it.each<[GenerationErrorCode, boolean]>([
    ['truncated', true],
    ['aborted', false],
    ['unknown', false],
  ])('may be expected by its code alone: %s', (code, isSame) => {
    expect(sameError(truncated, { code })).toBe(isSame);
  });

  it('by its code alone is none where another sort of error came, or none, or at another time', () => {
    expect(sameError(new Error('truncated: but not ours'), { code: 'truncated' })).toBe(false);
    expect(sameError('truncated', { code: 'truncated' })).toBe(false);
    const source = (m: Context) => m.cold('-a-#', vocabulary, truncated);
    const expected = (diagram: string) =>
      passes((m) => m.expect(source(m)).toBeObservable(diagram, vocabulary, { code: 'truncated' }));
    expect(expected('-a-#')).toBe(true);
    expect(expected('-a--#')).toBe(false);
    expect(expected('-a-|')).toBe(false);
    expect(expected('---#')).toBe(false);
  });

  it('that is written with more than its code is compared with all of it', () => {
    expect(sameError(truncated, { code: 'truncated', message: 'Something else.' })).toBe(false);
    expect(sameError(truncated, { message: truncated.message })).toBe(false);
    expect(sameError(truncated, { name: 'GenerationError' })).toBe(false);
    expect(sameError(truncated, {})).toBe(false);
  });

  it('need not be an Error', () => {
    expect(sameError('a string', 'a string')).toBe(true);
    expect(sameError('a string', 'another')).toBe(false);
    expect(sameError({ status: 500 }, { status: 500 })).toBe(true);
    expect(sameError({ status: 500 }, { status: 404 })).toBe(false);
    expect(sameError({ status: 500 }, { status: 500, cause: undefined })).toBe(false);
    expect(sameError(7, '7')).toBe(false);
  });
});

describe('an error as a value', () => {
  const caught = (actual: unknown, expected: unknown) =>
    passes((m) =>
      m
        .expect(throwError(() => actual).pipe(catchError((error: unknown) => of(error))))
        .toBeObservable('(v|)', { v: expected }),
    );

  it('is compared with its code, which its text need not tell', () => {
    const coded = (code: string) => Object.assign(new Error('Same words.'), { code });
    expect(caught(coded('ECONNRESET'), coded('ECONNRESET'))).toBe(true);
    expect(caught(coded('ECONNRESET'), coded('EPIPE'))).toBe(false);
    expect(caught(coded('ECONNRESET'), new Error('Same words.'))).toBe(false);
  });

  it('is told apart by name and message, and from a plain object', () => {
    const error = () => new GenerationError('model', 'It failed.');
    expect(caught(error(), error())).toBe(true);
    expect(caught(error(), new GenerationError('model', 'It failed again.'))).toBe(false);
    expect(caught(new RangeError('x'), new TypeError('x'))).toBe(false);
    expect(caught(new Error('x'), { name: 'Error', message: 'x' })).toBe(false);
  });

  it('may be inside another value, and inside what materialize makes', () => {
    const outcome = (code: GenerationErrorCode) => ({
      status: 'failed',
      error: new GenerationError(code, 'x'),
    });
    expect(sameValue(outcome('model'), outcome('model'))).toBe(true);
    expect(sameValue(outcome('model'), outcome('protocol'))).toBe(false);
    const materialized = (code: GenerationErrorCode) =>
      passes((m) => {
        const notification = { kind: 'E' as const, error: new GenerationError(code, 'x') };
        const seen = throwError(() => new GenerationError('model', 'x')).pipe(
          materialize(),
          map(({ kind, error }) => ({ kind, error: error as unknown })),
        );
        m.expect(seen).toBeObservable('(n|)', { n: notification });
      });
    expect(materialized('model')).toBe(true);
    expect(materialized('protocol')).toBe(false);
  });
});

it('shows a test runner both sides', () => {
  let difference: unknown;
  try {
    marbles((m) => m.expect(of(1)).toBeObservable('(v|)', { v: 2 }))();
  } catch (error) {
    difference = error;
  }
  expect(difference).toMatchObject({
    actual: [{ frame: 0, notification: { kind: 'N', value: 1 } }, { notification: { kind: 'C' } }],
    expected: [{ frame: 0, notification: { kind: 'N', value: 2 } }, { notification: { kind: 'C' } }],
  });
});
