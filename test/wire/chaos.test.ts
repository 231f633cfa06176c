import { getEventListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { endure } from '../../bench/chaos/endure.js';
import { misbehaviourOf } from '../../bench/chaos/generation.js';
import { routes, serve } from './serve.js';

// `npm run soak` is the same in a process of its own, and longer.
describe.each(routes)('chaos over $protocol ($decode)', ({ protocol, decode }) => {
  it('leaves nobody without an end, and nothing open', { timeout: 60_000 }, async () => {
    const timersBefore = active('Timeout');
    const attempts = new Map<string, number>();
    const { bedrock } = await serve(protocol, ({ input: { modelId = '' } }) => {
      const attempt = (attempts.get(modelId) ?? 0) + 1;
      attempts.set(modelId, attempt);
      return misbehaviourOf(modelId, attempt).steps;
    });
    const client = bedrock.client({ maxAttempts: 1 });
    const { signal } = new AbortController();
    const lots = Array.from({ length: 60 }, (_, number) => ({ seed: 1, number, decode }));
    const fates = endure({ lots, atATime: 20, clientFor: () => client, signal });
    const all = await lastValueFrom(fates.pipe(toArray()));
    expect(all.flatMap(({ complaints }) => complaints)).toEqual([]);
    // Many kinds of ends, or the test would show nothing.
    const endings = new Set(all.map(({ ending }) => ending));
    expect(endings).toContain('complete');
    expect(endings.size).toBeGreaterThan(6);

    const openCount = () => bedrock.requests.filter(({ isOpen }) => isOpen).length;
    expect(await inTheEnd(openCount)).toBe(0);
    // The SDK keeps HTTP/1.1 connections for the next request, as long as the client lives.
    client.destroy();
    expect(await inTheEnd(() => bedrock.connectionCount)).toBe(0);
    await bedrock.close();
    expect(await inTheEnd(() => active('TCPSocketWrap') + active('TCPServerWrap'))).toBe(0);
    expect(await inTheEnd(() => active('Timeout') - timersBefore)).toBeLessThanOrEqual(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

function active(kind: string): number {
  return process.getActiveResourcesInfo().filter((name) => name === kind).length;
}

/** What a count has come to when it is 0, or after a second: closing takes some turns, and a grace of 10 ms. */
async function inTheEnd(count: () => number): Promise<number> {
  for (let waited = 0; waited < 1_000 && count() > 0; waited += 5) await setTimeout(5);
  return count();
}
