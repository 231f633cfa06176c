import fc from 'fast-check';
import type { ConverseEvent } from 'rx-bedrock';
import type { LogEntry } from 'rx-bedrock/delivery';
import { messageStart, messageStop, metadata, textDelta } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { withResponse } from '../../../../src/response.js';
import { decode } from '../../../../src/delivery/sse/decode.js';
import { endFrame, eventFrame, heartbeatFrame, retryFrame } from '../../../../src/delivery/sse/frames.js';
import { readFrames } from '../../../../src/delivery/sse/frameReader.js';
import { anyEvents } from '../../sharing/anyEvents.js';

const nasty = '\r\n\n\r\u2028\u2029\0data: x\n\nid: 9\n\nevent: generationEnd\n: 🙂ä三"\\';

/** What comes out of bytes that come in these chunks. */
async function readAll(chunks: readonly Uint8Array[]) {
  const decoded: unknown[] = [];
  const heard = { heartbeats: 0, retry: 0, bytes: 0 };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  await readFrames(body, {
    isOpen: () => true,
    onFrame: (frame) => decoded.push(decode(frame)),
    onHeartbeat: () => (heard.heartbeats += 1),
    onBytes: () => (heard.bytes += 1),
    onRetry: (ms) => (heard.retry = ms),
  });
  return { decoded, heard };
}

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set([...places.filter((place) => place < bytes.length), bytes.length])].sort(
    (a, b) => a - b,
  );
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

const entries: LogEntry[] = [
  { seq: 1, event: messageStart() },
  { seq: 2, event: textDelta(nasty) },
  { seq: 3, event: textDelta('') },
  {
    seq: 4,
    event: {
      contentBlockDelta: {
        contentBlockIndex: 1,
        delta: { reasoningContent: { redactedContent: Uint8Array.of(0, 10, 13, 255) } },
      },
    },
  },
  { seq: 5, event: messageStop() },
  { seq: 6, event: metadata() },
];
const stream = new TextEncoder().encode(
  [retryFrame, ...entries.map(eventFrame), heartbeatFrame, endFrame({ status: 'complete' })].join(''),
);

describe('a stream of frames', () => {
  it('is read the same at every split into two', async () => {
    for (let at = 0; at <= stream.length; at += 1) {
      const { decoded, heard } = await readAll([stream.subarray(0, at), stream.subarray(at)]);
      expect(decoded).toEqual([...entries, { end: { status: 'complete' } }]);
      expect(heard).toMatchObject({ heartbeats: 1, retry: 1_000 });
    }
  });

  it('is read the same byte by byte, and however else it is cut, whatever the events are', async () => {
    expect((await readAll(cutAt(stream, [...stream.keys()]))).decoded).toHaveLength(entries.length + 1);
    const someCuts = fc.array(fc.nat({ max: 5_000 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(anyEvents, someCuts, async (events, cuts) => {
        const some = events.map((event, at) => ({ seq: at + 1, event }));
        const bytes = new TextEncoder().encode(some.map(eventFrame).join(''));
        expect((await readAll(cutAt(bytes, cuts))).decoded).toEqual(some);
      }),
      { numRuns: 300 },
    );
  });

  it('gives up at a frame without an end', async () => {
    const chunk = new Uint8Array(1_048_576).fill(97);
    await expect(readAll(Array.from({ length: 40 }, () => chunk))).rejects.toMatchObject({
      code: 'protocol',
    });
  });
});

describe('the frame of an event', () => {
  it('is one line for each field, whatever is in it', () => {
    for (const { seq, event } of entries) {
      expect(eventFrame({ seq, event }).split(/\r\n|\r|\n/)).toHaveLength(5);
    }
  });

  it.each(['error', 'open', 'message', 'generationEnd', 'a\nb', 'a\rb', 'a\0b', 'ü', '', 'a'.repeat(65)])(
    'has no name where that is %j',
    (name) => {
      const frame = eventFrame({ seq: 1, event: { [name]: {} } as unknown as ConverseEvent });
      expect(frame).not.toMatch(/^event:/m);
      expect(frame.split('\n')).toHaveLength(4);
    },
  );

  it('carries the response that a messageStart came in', () => {
    const event = withResponse(messageStart(), { requestId: 'r-1', attempts: 2 });
    expect(eventFrame({ seq: 1, event })).toContain('"$response":{"requestId":"r-1","attempts":2}');
  });
});
