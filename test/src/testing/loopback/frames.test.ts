import { encodeFrame } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../vectors.js';

/** Valid frames with no header but strings: what Bedrock sends, and the encoder makes. */
const encodable = vectors.filter(
  ({ kind, headers }) => kind !== 'negative' && headers?.every(({ typeName }) => typeName === 'string'),
);

describe.skipIf(encodable.length === 0)('encodeFrame', () => {
  it.each(encodable)(
    'makes the frame of $name, from $source',
    ({ headers = [], payloadBase64 = '', hex }) => {
      const frame = encodeFrame(
        Object.fromEntries(headers.map(({ name, value }) => [name, String(value)])),
        Buffer.from(payloadBase64, 'base64'),
      );
      expect(Buffer.from(frame).toString('hex')).toBe(hex);
    },
  );
});
