import { expect, it } from 'vitest';
import { reasonOf } from '../../../src/delivery/reasonOf.js';

const refused = new Error('connect ECONNREFUSED 127.0.0.1:9');
const itself = new Error('round and round');
itself.cause = itself;

it.each<[string, unknown, string]>([
  ['an error', refused, 'connect ECONNREFUSED 127.0.0.1:9'],
  [
    'one with a cause',
    new TypeError('fetch failed', { cause: refused }),
    'fetch failed: connect ECONNREFUSED 127.0.0.1:9',
  ],
  [
    'one for each address',
    new AggregateError([refused, new Error('another')]),
    'connect ECONNREFUSED 127.0.0.1:9',
  ],
  [
    'one with nothing but a code',
    Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
    'ECONNREFUSED',
  ],
  ['one that says what its cause says', new Error(refused.message, { cause: refused }), refused.message],
  ['one that is its own cause', itself, 'round and round'],
  ['one that says nothing', new Error(''), 'it does not say why'],
  ['a text', 'a text', 'a text'],
  ['nothing', undefined, 'undefined was thrown'],
])('%s tells its reason', (_what, thrown, reason) => {
  expect(reasonOf(thrown)).toBe(reason);
});
