import { createCustomEqual } from 'fast-equals';
import { isRecord } from '../message/shapes.js';

/** The part of an rxjs-marbles `Configuration` that is set here. */
export interface MarblesConfig {
  run: true;
  frameworkMatcher: true;
  assertDeepEqual(actual: unknown, expected: unknown): void;
}

/**
 * The one right configuration for rxjs-marbles: `configure(marblesConfig)`.
 *
 * Values are compared strictly: a class is not a plain object, an absent member is not an undefined one. Errors are
 * compared by name, message and code; an expected error that is written as `{ code: 'truncated' }` is compared by its
 * code alone. (Of an error notification rxjs-marbles keeps name and message: the code of a GenerationError is in its
 * message, that of a foreign error counts only where the error is a value, behind `catchError` say.)
 *
 * @example
 * ```ts
 * import { verifyStream } from 'rx-bedrock/operators';
 * import { marblesConfig, vocabulary } from 'rx-bedrock/testing';
 * import { configure } from 'rxjs-marbles';
 *
 * const { marbles } = configure(marblesConfig);
 * const test = marbles((m) => {
 *   const cut = m.cold('s-a-b|', vocabulary).pipe(verifyStream());
 *   m.expect(cut).toBeObservable('s-a-b#', vocabulary, { code: 'truncated' });
 * });
 * test(); // inside a test runner: it('errors when the stream is cut', test)
 * ```
 */
export const marblesConfig: MarblesConfig = {
  run: true,
  frameworkMatcher: true,
  assertDeepEqual(actual, expected) {
    const seen = withCodes(actual);
    const wanted = asFarAsWritten(withCodes(expected), seen);
    if (isEqual(seen, wanted)) return;
    throw Object.assign(new Error('The marbles differ from what was expected.'), {
      actual: seen,
      expected: wanted,
    });
  },
};

const isEqual: (a: unknown, b: unknown) => boolean = createCustomEqual({
  createCustomConfig: () => ({ areErrorsEqual: (a: Error, b: Error) => isEqual(bare(a), bare(b)) }),
});

/** A notification at its frame, or a subscription, which has none. */
interface Marble {
  notification?: { kind: string; error?: unknown };
}

/** The marbles with every error as plain members, its code among them. */
function withCodes(marbles: unknown): unknown {
  return mapErrors(marbles, (error) => (isErrorLike(error) ? bare(error) : error));
}

/** An expected error that names only a code asks for nothing more of the one that was seen at its place. */
function asFarAsWritten(expected: unknown, seen: unknown): unknown {
  return mapErrors(expected, (error, at) => {
    const other = Array.isArray(seen) ? (seen[at] as Marble | undefined)?.notification?.error : undefined;
    const isOnlyCode = isRecord(error) && Object.keys(error).join() === 'code';
    return isOnlyCode && isRecord(other) ? { ...other, ...error } : error;
  });
}

function mapErrors(marbles: unknown, change: (error: unknown, at: number) => unknown): unknown {
  if (!Array.isArray(marbles)) return marbles;
  return marbles.map((marble: Marble, at) => {
    const { notification } = marble;
    if (notification?.kind !== 'E') return marble;
    return { ...marble, notification: { ...notification, error: change(notification.error, at) } };
  });
}

/** What of an error counts. rxjs-marbles leaves name and message of it: the message of ours begins with the code. */
function bare(error: { name: string; message: string; code?: unknown }) {
  const { name, message } = error;
  const code = error.code ?? (name === 'GenerationError' ? /^\w+(?=: )/.exec(message)?.[0] : undefined);
  return { name, message, code };
}

function isErrorLike(value: unknown): value is Error {
  return isRecord(value) && typeof value['name'] === 'string' && typeof value['message'] === 'string';
}
