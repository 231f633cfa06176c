import { type ConverseEvent, fromConverseStream, fromEvents } from 'rx-bedrock';
import { blockStop, messageStart, messageStop, metadata, textDelta } from 'rx-bedrock/testing';
import { bytes, encodeEvent } from 'rx-bedrock/testing/loopback';
import { lastValueFrom, type Observable, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { input, routes, serve } from './serve.js';

const deltas = Array.from({ length: 50_000 }, (_, at) => textDelta(`${at} `));
const burst = [messageStart(), ...deltas, blockStop(), messageStop(), metadata()];

describe('a burst of 50,000 deltas', { timeout: 20_000 }, () => {
  it.each(routes)(
    'comes whole over $protocol ($decode), and lets timers run in between',
    async ({ protocol, decode }) => {
      const { client } = await serve(protocol, [bytes(Buffer.concat(burst.map(encodeEvent)))]);
      const { count, timers } = await timersDuring(fromConverseStream(client, input, { decode }));
      expect(count).toBe(burst.length);
      expect(timers).toBeGreaterThan(10);
    },
  );

  // A socket pauses between its chunks anyway; what is in memory already would run to its end in one go.
  it('lets timers run in between also when all of it is buffered already', async () => {
    async function* buffered() {
      yield* burst;
    }
    const { count, timers } = await timersDuring(fromEvents(buffered()));
    expect(count).toBe(burst.length);
    expect(timers).toBeGreaterThan(0);
  });
});

/** How many turns a timer of 1 ms got between the first event and the last. */
async function timersDuring(events: Observable<ConverseEvent>): Promise<{ count: number; timers: number }> {
  let count = 0;
  let timers = 0;
  let timer: NodeJS.Timeout | undefined;
  const counted = tap(() => {
    if (count++ === 0) timer = setInterval(() => timers++, 1);
  });
  await lastValueFrom(events.pipe(counted));
  clearInterval(timer);
  return { count, timers };
}
