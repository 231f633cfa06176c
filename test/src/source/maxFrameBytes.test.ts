import { Readable } from 'node:stream';
import { type ConverseEvent, converse, fromConverseStream } from 'rx-bedrock';
import { scriptedClient, textMessage } from 'rx-bedrock/testing';
import { encodeEvent } from 'rx-bedrock/testing/loopback';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectComplaint } from '../../complaints.js';
import { clientOf, input } from './wire/canned.js';

const frames = textMessage('A few words.').map(encodeEvent);
const longest = Math.max(...frames.map(({ length }) => length));

describe('maxFrameBytes', () => {
  it.each([
    ['16', TypeError, '"16"'],
    [null, TypeError, 'null'],
    [15, RangeError, '15'],
    [-1, RangeError, '-1'],
    [100.5, RangeError, '100.5'],
    [Number.NaN, RangeError, 'NaN'],
    [Number.POSITIVE_INFINITY, RangeError, 'Infinity'],
    [2 ** 32, RangeError, '4294967296'],
  ])('%o is refused at once', (maxFrameBytes, type, value) => {
    const options = { maxFrameBytes: maxFrameBytes as number };
    for (const source of [fromConverseStream, converse]) {
      expectComplaint(() => source(scriptedClient(), input, options), {
        type,
        value: `options.maxFrameBytes is ${value},`,
        rule: 'a whole number of bytes from 16',
        fix: 'Leave it out for 24 MiB.',
      });
    }
  });

  it.each([longest, 2 ** 32 - 1, undefined])('%o lets a frame of that length pass', async (maxFrameBytes) => {
    expect(await read(maxFrameBytes)).toEqual(textMessage('A few words.'));
  });

  it('of a byte less refuses it, for both kinds of source', async () => {
    const complaint = `a frame of ${longest} bytes is declared, and ${longest - 1} are allowed`;
    for (const source of [fromConverseStream, converse]) {
      await expect(read(longest - 1, source)).rejects.toMatchObject({
        code: 'protocol',
        message: expect.stringContaining(complaint) as string,
      });
    }
  });
});

function read(maxFrameBytes: number | undefined, source = fromConverseStream): Promise<ConverseEvent[]> {
  const client = clientOf(Readable.from(frames));
  return lastValueFrom(source(client, input, { maxFrameBytes }).pipe(toArray()));
}
