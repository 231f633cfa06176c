import { ThrottlingException, ValidationException } from '@aws-sdk/client-bedrock-runtime';
import { GenerationError } from 'rx-bedrock';
import { textDelta } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { emptyMessage, foldMessage } from '../../../src/message/fold.js';
import { classify } from '../../../src/source/classify.js';

const response = { requestId: 'r', attempts: 1 };
const advice =
  '\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response';

/** As the SDK makes it of an exception that it has no model of. */
function unmodeled(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe('an exception that the SDK has no model of', () => {
  it.each([
    ['brandNewException', 'unknown', false],
    ['THROTTLINGEXCEPTION', 'throttled', true],
    ['throttling', 'throttled', true],
    ['modelNotReadyException', 'throttled', true],
    ['ServiceUnavailableException', 'unavailable', true],
    ['internalFailure', 'unavailable', true],
    ['modelTimeoutException', 'timeout', true],
    ['ModelStreamErrorException', 'model', false],
    ['accessDeniedException', 'rejected', false],
    ['serviceQuotaExceededException', 'rejected', false],
  ])('%s has code %s, whatever the case of its letters', (name, code, retryable) => {
    const thrown = unmodeled(name, '{"message":"Not now."}');
    const error = classify(thrown, emptyMessage, { response });
    expect(error).toMatchObject({ code, retryable, cause: thrown, response, message: `${code}: Not now.` });
  });

  it.each([
    ['{"message":"Not now."}', 'Not now.'],
    ['{"Message":"Not now."}', 'Not now.'],
    ['{\n  "message": "Not now."\n}', 'Not now.'],
    [`{"message":"Not now."}${advice}`, 'Not now.'],
    [`Not now.\nPerhaps later.${advice}`, 'Not now.\nPerhaps later.'],
    ['{"reason":"Not now."}', '{"reason":"Not now."}'],
    ['{"message":7}', '{"message":7}'],
    ['{"message":"Not no', '{"message":"Not no'],
    ['null', 'null'],
    ['', ''],
  ])('that brings %j says %j', (text, said) => {
    expect(classify(unmodeled('brandNewException', text), emptyMessage).message).toBe(`unknown: ${said}`);
  });
});

it('a GenerationError that was made without a partial is given what had arrived', () => {
  const seen = foldMessage(emptyMessage, textDelta('so far'));
  const error = classify(new GenerationError('budget', 'Enough.'), seen, { response });
  expect(error).toMatchObject({ code: 'budget', message: 'budget: Enough.' });
  expect(error.partial.message.content).toEqual([{ text: 'so far' }]);
  // One that knows better is left as it is.
  expect(classify(error, emptyMessage)).toBe(error);
});

it('what an exception says does not tell what it is', () => {
  const $metadata = {};
  const says = (message: string) => ({ message, $metadata });
  const { code } = classify(
    new ValidationException(says('The checksum of the event stream is wrong.')),
    emptyMessage,
  );
  expect(code).toBe('rejected');
  expect(classify(new ThrottlingException(says('message too short')), emptyMessage).code).toBe('throttled');
});

describe("what the SDK's decoder stumbles over", () => {
  it.each([TypeError, SyntaxError, RangeError])(
    'is of the protocol where there was a response: %o',
    (Type) => {
      const thrown = new Type('Cannot destructure');
      expect(classify(thrown, emptyMessage, { response })).toMatchObject({ code: 'protocol', cause: thrown });
      const first = Object.assign(thrown, {
        $metadata: { httpStatusCode: 200, requestId: 'r', attempts: 1 },
      });
      expect(classify(first, emptyMessage)).toMatchObject({ code: 'protocol', response });
    },
  );

  it("is somebody else's where there was none, such as a middleware with a mistake", () => {
    const thrown = Object.assign(new TypeError('x is not a function'), { $metadata: { attempts: 1 } });
    expect(classify(thrown, emptyMessage)).toMatchObject({ code: 'unknown', response: { attempts: 1 } });
  });

  it('says less than the status of an HTTP error: a page where an exception should be', () => {
    const thrown = Object.assign(new SyntaxError('<'), { $metadata: { httpStatusCode: 503, attempts: 3 } });
    expect(classify(thrown, emptyMessage)).toMatchObject({ code: 'unavailable', response: { attempts: 3 } });
  });
});

it.each(['ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_HTTP2_STREAM_ERROR'])(
  '%s is of the network',
  (code) => {
    const thrown = Object.assign(new Error('aborted'), { code });
    const error = classify(thrown, emptyMessage, { response });
    expect(error).toMatchObject({ code: 'network', retryable: true, response, cause: thrown });
  },
);
