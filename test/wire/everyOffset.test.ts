import { Readable } from 'node:stream';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, fromConverseStream, type GenerationError, type SourceOptions } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  reasoningDelta,
  signatureDelta,
  stall,
  textDelta,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import { bytes, encodeEvent, type LoopbackStep, reset } from 'rx-bedrock/testing/loopback';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { input, protocols, serve } from './serve.js';

const events: ConverseEvent[] = [
  messageStart(),
  reasoningDelta('Hm.'),
  signatureDelta('signed'),
  blockStop(),
  textDelta('Let me ', 1),
  textDelta('sée 🤝.', 1),
  blockStop(1),
  toolUseStart('search', 'one', 2),
  toolUseDelta('{"for":"me"}', 2),
  blockStop(2),
  messageStop('tool_use'),
  metadata(),
];
const frames = events.map(encodeEvent);
const body = Buffer.concat(frames);
const ends = frames.map((_, index) => Buffer.concat(frames.slice(0, index + 1)).length);
const offsets = Array.from({ length: body.length }, (_, offset) => offset);
const eventStream = 'application/vnd.amazon.eventstream';
const stopIndex = events.findIndex(({ messageStop }) => messageStop);

/** The events whose frames are whole in so many bytes. */
const wholeIn = (length: number) => events.filter((_, index) => ends[index]! <= length);
const isBoundary = (length: number) => length === 0 || ends.includes(length);

describe.each(['fast', 'sdk'] as const)('a stream that ends at any byte (%s)', (decode) => {
  it('is complete only once messageStop has come, and brings what had arrived whole', async () => {
    for (const offset of offsets) {
      const { heard, end } = await hear(Readable.from(chunksOf(body.subarray(0, offset))), decode);
      expect(heard, `${offset} bytes`).toStrictEqual(wholeIn(offset));
      expectEndAt(offset, end, 'truncated', decode);
    }
  });
});

describe('a stream that breaks at any byte', () => {
  it('fails, and brings what had arrived whole', async () => {
    for (const offset of offsets) {
      const { heard, end } = await hear(breaking(body.subarray(0, offset)), 'fast');
      expect(heard, `${offset} bytes`).toStrictEqual(wholeIn(offset));
      expect(end, `${offset} bytes`).toMatchObject({ code: 'network', cause: { code: 'ECONNRESET' } });
    }
  });

  it('is complete when it breaks after all has come', async () => {
    expect(await hear(breaking(body), 'fast')).toEqual({ heard: events, end: 'complete' });
  });
});

describe('a stream with any byte changed', () => {
  it.each([
    ['one bit', (offset: number) => 1 << (offset % 8)],
    ['all bits', () => 0xff],
  ])('of it %s, fails there, and brings what came before', async (_what, maskAt) => {
    for (const offset of offsets) {
      const flipped = Buffer.from(body);
      flipped[offset]! ^= maskAt(offset);
      const { heard, end } = await hear(Readable.from(chunksOf(flipped)), 'fast');
      const damaged = ends.findIndex((at) => offset < at);
      expect(heard, `byte ${offset}`).toStrictEqual(events.slice(0, damaged));
      expect(end, `byte ${offset}`).toMatchObject({ code: 'protocol', retryable: false });
    }
  });
});

describe('a stream with a chunk that comes twice', () => {
  const withTwice = (from: number, to: number) =>
    Readable.from([body.subarray(0, to), body.subarray(from, to), body.subarray(to)]);

  it('fails where the chunk is cut through a frame, and brings what came before it whole', async () => {
    for (const to of offsets.filter((offset) => offset % 3 === 1)) {
      const from = Math.max(0, to - 1 - ((to * 7) % 300));
      if (isBoundary(from) && isBoundary(to)) continue;
      const { heard, end } = await hear(withTwice(from, to), 'fast');
      expect(heard, `${from} to ${to}`).toStrictEqual(wholeIn(to));
      expect(end, `${from} to ${to}`).toMatchObject({ code: 'protocol', retryable: false });
    }
  });

  it('fails where it is a whole frame that a message has once', async () => {
    for (const [index, event] of events.slice(0, -1).entries()) {
      const { heard, end } = await hear(withTwice(ends[index - 1] ?? 0, ends[index]!), 'fast');
      // A delta that comes twice is one that the model may have sent twice.
      const isDelta = event.contentBlockDelta !== undefined;
      expect(end).toEqual(isDelta ? 'complete' : expect.objectContaining({ code: 'protocol' }));
      if (!isDelta) expect(heard).toStrictEqual(events.slice(0, index + 1));
    }
  });
});

describe.each(protocols)('a stream that is cut, over %s', (protocol) => {
  // A prime number apart, so that the cuts fall into every part of a frame.
  const sample = offsets.filter((offset) => offset % 37 === 0);

  /** Cuts the stream at these offsets, all at the same time; the model's name says where. */
  async function cutAt(some: readonly number[], then: LoopbackStep[], options?: SourceOptions) {
    const { client } = await serve(protocol, ({ input: { modelId } }) => [
      bytes(body.subarray(0, Number(modelId))),
      ...then,
    ]);
    const cut = some.map(async (offset) => {
      const source = fromConverseStream(client, { ...input, modelId: String(offset) }, options);
      const listener = new Listener(source);
      return { offset, end: await listener.end, heard: listener.events };
    });
    return Promise.all(cut);
  }

  it('by an end, is truncated or has all of the message', async () => {
    for (const { offset, end, heard } of await cutAt(sample, [])) {
      expect(heard, `${offset} bytes`).toStrictEqual(wholeIn(offset));
      expectEndAt(offset, end, 'truncated', 'fast');
    }
  });

  it('by a reset, is a failure, with nothing that had not arrived whole', async () => {
    for (const { offset, end, heard } of await cutAt(sample, [reset()])) {
      // A reset may overtake what was sent before it.
      expect(wholeIn(offset).slice(0, heard.length), `${offset} bytes`).toStrictEqual(heard);
      expect(end, `${offset} bytes`).toMatchObject({ code: 'network' });
    }
  });

  it('by silence, is a timeout, with what had arrived whole', async () => {
    const few = sample.filter((offset, index) => index % 4 === 0 && offset < ends[stopIndex]!);
    const options = { firstEventTimeout: 500, idleTimeout: 500 };
    for (const { offset, end, heard } of await cutAt(few, [stall()], options)) {
      expect(heard, `${offset} bytes`).toStrictEqual(wholeIn(offset));
      expect(end, `${offset} bytes`).toMatchObject({ code: 'timeout' });
    }
  });
});

let answer: Readable;
// One client for all: to make one takes longer than a stream.
const client = new BedrockRuntimeClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'AN', secretAccessKey: 'example' },
  maxAttempts: 1,
  requestHandler: {
    handle: async () => ({
      response: { statusCode: 200, headers: { 'content-type': eventStream }, body: answer },
    }),
  },
});

async function hear(next: Readable, decode: 'fast' | 'sdk') {
  answer = next;
  const listener = new Listener(fromConverseStream(client, input, { decode }));
  const end = await listener.end;
  return { heard: listener.events, end };
}

/** Two chunks, so that a frame lies across them somewhere; none if there are no bytes. */
function chunksOf(all: Uint8Array): Uint8Array[] {
  const middle = all.length >> 1;
  return [all.subarray(0, middle), all.subarray(middle)].filter(({ length }) => length > 0);
}

/** A body whose connection is lost once these bytes have come. */
function breaking(all: Uint8Array): Readable {
  const chunks = chunksOf(all);
  return new Readable({
    read() {
      const chunk = chunks.shift();
      if (chunk) this.push(chunk);
      // A new one each time: the SDK writes on what it throws.
      else this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    },
  });
}

function expectEndAt(offset: number, end: 'complete' | GenerationError, code: string, decode: string): void {
  const hasStopped = offset >= ends[stopIndex]!;
  // One to three bytes of a frame the SDK does not tell from an end.
  const isTidy = isBoundary(offset) || (decode === 'sdk' && isBoundaryWithin(offset, 3));
  if (hasStopped && isTidy) expect(end, `${offset} bytes`).toBe('complete');
  else expect(end, `${offset} bytes`).toMatchObject({ code });
}

function isBoundaryWithin(offset: number, bytes: number): boolean {
  return ends.some((end) => offset >= end && offset - end <= bytes);
}
