import { GenerationError, type GenerationErrorCode, type MessageSnapshot } from 'rx-bedrock';
import { describe, expect, it } from 'vitest';
import { toGenerationError } from '../../src/errors.js';

const partial: MessageSnapshot = {
  message: { role: 'assistant', content: [{ text: 'so far' }] },
  status: 'streaming',
  response: { requestId: 'a-request', attempts: 2 },
};

describe('GenerationError', () => {
  it('is an Error with a name, whose message begins with its code', () => {
    const error = new GenerationError('truncated', 'The stream was cut.');
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('GenerationError');
    expect(error.message).toBe('truncated: The stream was cut.');
    expect(String(error)).toBe('GenerationError: truncated: The stream was cut.');
    expect(error.stack).toContain('errors.test.ts');
  });

  it.each<[GenerationErrorCode, boolean]>([
    ['throttled', true],
    ['unavailable', true],
    ['network', true],
    ['timeout', true],
    ['truncated', false],
    ['aborted', false],
    ['rejected', false],
    ['model', false],
    ['protocol', false],
    ['budget', false],
    ['producerLost', false],
    ['logGap', false],
    ['logExpired', false],
    ['unknown', false],
  ])('with code %s is retryable: %s, unless the details say otherwise', (code, retryable) => {
    expect(new GenerationError(code, 'x').retryable).toBe(retryable);
    expect(new GenerationError(code, 'x', { retryable: !retryable }).retryable).toBe(!retryable);
  });

  it('has an empty message with its own status where nothing had arrived', () => {
    const { partial: nothing } = new GenerationError('timeout', 'x');
    expect(nothing).toStrictEqual({ message: { role: 'assistant', content: [] }, status: 'timedOut' });
  });

  it('keeps what had arrived, with the status of its code, and leaves what it was given alone', () => {
    const given = structuredClone(partial);
    const error = new GenerationError('aborted', 'x', { partial: given });
    expect(error.partial).toStrictEqual({ ...partial, status: 'aborted' });
    expect(error.partial.message).toBe(given.message);
    expect(given).toStrictEqual(partial);
  });

  it('knows the response, its own before that of what had arrived', () => {
    expect(new GenerationError('model', 'x', { partial }).response).toEqual(partial.response);
    const own = { requestId: 'another', attempts: 1 };
    const error = new GenerationError('model', 'x', { partial, response: own });
    expect(error.response).toEqual(own);
    expect(error.partial.response).toEqual(own);
    expect(partial.response?.requestId).toBe('a-request');
  });

  it('has no response and no cause at all where there was none', () => {
    const error = new GenerationError('model', 'x');
    expect(Object.hasOwn(error, 'response')).toBe(false);
    expect(Object.hasOwn(error, 'cause')).toBe(false);
    expect(Object.hasOwn(error.partial, 'response')).toBe(false);
  });

  it.each([[new RangeError('underneath')], ['a string'], [undefined], [null], [0]])(
    'keeps the cause %o, whatever it is',
    (cause) => {
      const error = new GenerationError('unknown', 'x', { cause });
      expect(Object.hasOwn(error, 'cause')).toBe(true);
      expect(error.cause).toBe(cause);
    },
  );
});

describe('toGenerationError', () => {
  it('leaves a GenerationError as it is that knows what had arrived, or where nothing had', () => {
    const known = new GenerationError('model', 'x', { partial });
    expect(toGenerationError(known, { ...partial, usage: undefined } as never)).toBe(known);
    const bare = new GenerationError('model', 'x');
    expect(toGenerationError(bare, bare.partial)).toBe(bare);
  });

  it('gives what had arrived to a GenerationError that was made without it', () => {
    const budget = new GenerationError('budget', 'That was enough.', { retryable: true });
    const error = toGenerationError(budget, partial);
    expect(error).toMatchObject({ code: 'budget', message: budget.message, retryable: true, cause: budget });
    expect(error.partial).toStrictEqual({ ...partial, status: 'stopped' });
    expect(error.response).toEqual(partial.response);
  });

  it('wraps another one, with what had arrived and its text', () => {
    const cause = new TypeError('from a callback');
    const error = toGenerationError(cause, partial);
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({
      code: 'unknown',
      message: 'unknown: from a callback',
      cause,
      retryable: false,
    });
    expect(error.partial).toStrictEqual({ ...partial, status: 'failed' });
    expect(error.response).toEqual(partial.response);
  });

  it.each([['a string'], [undefined], [null], [7], [Symbol('s')], [Object.create(null)]])(
    'wraps %o, which somebody threw',
    (thrown: unknown) => {
      expect(toGenerationError(thrown, partial)).toMatchObject({ code: 'unknown', cause: thrown });
    },
  );
});
