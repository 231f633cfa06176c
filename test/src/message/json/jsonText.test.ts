import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JsonText } from '../../../../src/message/json/jsonText.js';
import { cutAt } from './reading.js';

it('is one text for each who goes on with it, whatever the others append', () => {
  const start = JsonText.start().append('{"card": ');
  const secret = start.append('"1234');
  const redacted = start.append('"xxxx');
  expect(secret.read().value).toEqual({ card: '1234' });
  expect(redacted.read().value).toEqual({ card: 'xxxx' });
  expect(redacted.append('-xx"}').read().value).toEqual({ card: 'xxxx-xx' });
  expect(secret.append('-56"}').end().read()).toEqual({ value: { card: '1234-56' }, status: 'complete' });
  expect(start.read().value).toEqual({});
});

function grown(pieces: readonly string[]): JsonText[] {
  const versions = [JsonText.start()];
  for (const piece of pieces) versions.push(versions.at(-1)!.append(piece));
  return versions;
}

it('says the same of a version whenever it is read, and whatever else has been read before', () => {
  fc.assert(
    fc.property(fc.json(), fc.array(fc.nat(9)), fc.array(fc.nat()), (text, cuts, order) => {
      const versions = grown(cutAt(text, cuts));
      const fresh = grown(cutAt(text, cuts));
      for (const seed of order) {
        const at = seed % versions.length;
        const [version, twin] = [versions[at]!, fresh[at]!];
        const expected = JsonText.start().append(twin.text);
        expect(version.read()).toStrictEqual(expected.read());
        if (seed % 3 === 0) expect(version.end().read()).toStrictEqual(expected.end().read());
      }
      expect(versions.at(-1)?.end().read()).toStrictEqual({
        value: JSON.parse(text) as unknown,
        status: 'complete',
      });
    }),
    { numRuns: 500 },
  );
});

it('is read once for each version', () => {
  const text = JsonText.start().append('{"a": [1]');
  expect(text.read()).toBe(text.read());
  const ended = text.end();
  expect(ended.end()).toBe(ended);
});

it('keeps the raw text, and says what is wrong with it', () => {
  const text = JsonText.start().append('{"a": 1 ').append('oops');
  expect(text.text).toBe('{"a": 1 oops');
  expect(text.read()).toMatchObject({ value: { a: 1 }, status: 'malformed', fault: { position: 8 } });
  expect(JsonText.start().append('{"a": 1').end().read()).toMatchObject({ status: 'malformed' });
  expect(JsonText.start().append('{"a": 1').read()).toStrictEqual({ value: {}, status: 'streaming' });
});
