import { type GenerationLog, memoryLog, publishGeneration } from 'rx-bedrock/delivery';
import { blockStop, messageStart, messageStop, textDelta } from 'rx-bedrock/testing';
import { concat, from, NEVER, tap } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { eventFrame } from '../../../../src/delivery/sse/frames.js';
import { parsed } from './frames.js';
import { openSite, type Site } from './site.js';

const count = 20_000;
const deltas = Array.from({ length: count }, (_, at) => textDelta(`${at} `.padEnd(500, 'x')));
const megabyte = 1_048_576;

/** A log that counts what it hands to readers, in bytes of frames. */
function countingLog(): { log: GenerationLog; handedOut: () => number; tails: () => number } {
  const log = memoryLog();
  let bytes = 0;
  let tails = 0;
  return {
    log: {
      ...log,
      tail: (id, options) => {
        tails += 1;
        return log.tail(id, options).pipe(tap((entry) => (bytes += eventFrame(entry).length)));
      },
    },
    handedOut: () => bytes,
    tails: () => tails,
  };
}

/** What has left the process, in bytes: it lies with the kernel, or further on. */
function sentBy({ sockets }: Site): number {
  return [...sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0);
}

it('a reader that stalls while 20,000 events pass costs the server little, and then gets everything', async () => {
  const { log, handedOut, tails } = countingLog();
  const site = await openSite([], { log, authorize: () => true });
  const producer = (await log.open('some', { ttlMs: 60_000, leaseMs: 60_000 }))!;
  await producer.append([messageStart()]);
  const response = await site.ask('/generations/some');
  // Nobody reads: the client's own buffer fills up, then the line, then the server waits.
  let most = 0;
  for (let at = 0; at < count; at += 1) {
    await producer.append([deltas[at]!]);
    if (at % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, handedOut() - sentBy(site));
  }
  await producer.append([blockStop(), messageStop()]);
  await producer.close({ status: 'complete' });
  const whole = deltas.reduce((sum, event, at) => sum + eventFrame({ seq: at + 2, event }).length, 0);
  expect(sentBy(site), 'the line is shorter than the generation, so that the stall was one').toBeLessThan(
    whole / 2,
  );
  expect(most).toBeLessThan(megabyte / 4);
  expect(handedOut() - sentBy(site)).toBeLessThan(megabyte / 4);

  const frames = parsed(await response.text());
  const texts = frames.flatMap(({ event, data }) => (event === 'contentBlockDelta' ? [data] : []));
  expect(texts).toEqual(deltas.map((event) => JSON.stringify(event)));
  expect(frames.at(-1)).toMatchObject({ event: 'generationEnd', data: '{"status":"complete"}' });
  // Read again for every few kilobytes that were taken, not for every event.
  expect(tails()).toBeLessThan(whole / 4_000);
});

it('a reader that stalls still reads: nobody takes the generation for unwatched, until it has gone', async () => {
  const log = memoryLog();
  const site = await openSite([], { log, authorize: () => true });
  // Of two blocks in turn, so that they are not merged.
  const many = deltas.map((_, at) => textDelta(`${at} `.padEnd(500, 'x'), at % 2));
  const source = concat(from(many), NEVER);
  const { ended } = (await publishGeneration(log, 'some', source, { cancelWhenUnwatched: 500 }))!;
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const response = await site.ask('/generations/some');
  await new Promise((resolve) => setTimeout(resolve, 4_500)); // two seconds are what who has left counts for
  expect(hasEnded).toBe(false);
  await response.body!.cancel();
  expect(await ended).toMatchObject({ status: 'stopped' });
});

it('a reader that never reads is let go when its response is old', async () => {
  const { log, handedOut } = countingLog();
  const site = await openSite([], { log, authorize: () => true, maxAge: 300, caps: { responses: 1 } });
  const producer = (await log.open('some', { ttlMs: 60_000, leaseMs: 60_000 }))!;
  const response = await site.ask('/generations/some');
  for (const delta of deltas.slice(0, 10_000)) await producer.append([delta]);
  await vi.waitFor(async () => {
    expect((await site.ask('/generations/some?after=10000')).status).toBe(200);
  });
  expect(handedOut() - sentBy(site)).toBeLessThan(megabyte / 4);
  await response.body?.cancel();
});
