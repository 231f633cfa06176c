import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrame } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';

// Vectors that several implementations of the codec agree on. They belong to others, so they are not kept here.
const file = join(process.env['VECTORS_DIR'] ?? '../shared/vectors', 'vectors.json');

interface Vector {
  name: string;
  source: string;
  kind: 'positive' | 'negative' | 'protocol';
  hex: string;
  headers?: { name: string; typeName: string; value: string }[];
  payloadBase64: string;
}

/** Valid frames with no header but strings: what Bedrock sends, and the encoder makes. */
const vectors = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as Vector[]).filter(
      ({ kind, headers }) => kind !== 'negative' && headers?.every(({ typeName }) => typeName === 'string'),
    )
  : [];
if (vectors.length === 0) {
  console.log(`No codec vectors in ${file} (VECTORS_DIR): the tests with them are skipped.`);
  it.skip('encodeFrame: there are no vectors');
}

describe.skipIf(vectors.length === 0)('encodeFrame', () => {
  it.each(vectors)('makes the frame of $name, from $source', ({ headers = [], payloadBase64, hex }) => {
    const frame = encodeFrame(
      Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      Buffer.from(payloadBase64, 'base64'),
    );
    expect(Buffer.from(frame).toString('hex')).toBe(hex);
  });
});
