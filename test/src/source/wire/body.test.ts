import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BodyReader, isNodeBody, type NodeBody } from '../../../../src/source/wire/body.js';

const chunk = Buffer.alloc(1000, 'a');

describe('a body', () => {
  it.each([undefined, null, 'text', new Uint8Array(1), new ReadableStream(), (async function* () {})()])(
    'is no stream of Node if it is %s',
    (body) => {
      expect(isNodeBody(body)).toBe(false);
      expect(isNodeBody(new PassThrough())).toBe(true);
    },
  );

  it('does not flow before somebody asks, and then to its end', async () => {
    const body = Readable.from([chunk, chunk]);
    const reader = readerOf(body);
    await setImmediate();
    expect(reader.take()).toBeUndefined();
    const { chunks } = await readAll(reader);
    expect(chunks).toBe(2);
    expect(body.listenerCount('data') + body.listenerCount('end') + body.listenerCount('close')).toBe(0);
  });

  it('brings what had arrived before it broke, and then what it broke with', async () => {
    const body = new PassThrough();
    const reader = readerOf(body);
    reader.hasEnded();
    body.write(chunk);
    await setImmediate();
    body.pause();
    for (let more = 0; more < 3; more++) body.write(chunk);
    const broken = new Error('broken');
    body.destroy(broken);
    await new Promise((resolve) => body.once('close', resolve));
    const { bytes, error } = await readAll(reader);
    expect(bytes).toBe(4 * chunk.length);
    expect(error).toBe(broken);
  });

  it('has ended when it was closed without an end, also before we had it', async () => {
    const body = new PassThrough();
    const reader = readerOf(body);
    body.destroy();
    expect(await readAll(reader)).toEqual({ chunks: 0, bytes: 0, error: undefined });
    expect(await readAll(readerOf(body))).toEqual({ chunks: 0, bytes: 0, error: undefined });
  });

  it('has to wait when the reader does', async () => {
    const body = new PassThrough({ highWaterMark: 1000 });
    const reader = readerOf(body);
    reader.hasEnded();
    let written = 0;
    for (; written < 2000 && (written === 0 || !body.isPaused()); written++) {
      body.write(chunk);
      await setImmediate();
    }
    expect(written).toBeLessThan(300);
    body.end();
    expect(await readAll(reader)).toMatchObject({ chunks: written, bytes: written * chunk.length });
  });

  it('is closed when it is left, and then says nothing to anybody', async () => {
    const body = new PassThrough();
    const reader = readerOf(body);
    let calls = 0;
    reader.onArrival = () => calls++;
    reader.hasEnded();
    reader.leave();
    expect(body.destroyed).toBe(true);
    // An error that nobody listens to would end the process.
    body.emit('error', new Error('too late'));
    await once(body, 'close');
    expect(calls).toBe(0);
    expect(body.listenerCount('data') + body.listenerCount('end') + body.listenerCount('close')).toBe(0);
  });

  it('is left alone when it has come to its end', async () => {
    const body = new PassThrough({ autoDestroy: false });
    const reader = readerOf(body);
    body.end(chunk);
    await readAll(reader);
    reader.leave();
    expect(body.destroyed).toBe(false);
  });
});

function readerOf(body: Readable): BodyReader {
  return new BodyReader(body as unknown as NodeBody);
}

async function readAll(reader: BodyReader) {
  let chunks = 0;
  let bytes = 0;
  let error: unknown;
  for (;;) {
    const next = reader.take();
    if (next) {
      chunks++;
      bytes += next.length;
      continue;
    }
    try {
      const arrival = new Promise<void>((resolve) => {
        reader.onArrival = resolve;
      });
      if (reader.hasEnded()) break;
      await arrival;
    } catch (thrown) {
      error = thrown;
      break;
    }
  }
  return { chunks, bytes, error };
}
