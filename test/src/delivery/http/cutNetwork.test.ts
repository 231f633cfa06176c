import fc from 'fast-check';
import type { ConverseEvent } from 'rx-bedrock';
import { paced, textMessage } from 'rx-bedrock/testing';
import { firstValueFrom, lastValueFrom, map, ReplaySubject, timer, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { Listener } from '../../../wire/listener.js';
import { type Cut, startCutter } from './cutter.js';
import { openSite } from './site.js';

const runs = 200;

const someCuts = fc.array(
  fc.record({ after: fc.integer({ min: 1, max: 900 }), how: fc.constantFrom('end', 'reset') }),
  { minLength: 4, maxLength: 14, size: 'max' },
);
const someWords = fc.array(fc.constantFrom('one', 'zwölf', '三', '🙂', '\r\n', '\n\n', 'data:', ' '), {
  minLength: 10,
  maxLength: 80,
  size: 'max',
});
const someJoins = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 3 });

it('whatever the network does, every reader gets every event once', { timeout: 120_000 }, async () => {
  let cuts: Cut[] = [];
  const site = await openSite(({ input }) => {
    const text = input.messages![0]!.content![0]!.text!;
    return paced(textMessage(text), 1);
  });
  const network = await startCutter(site.port, () => cuts.shift());
  const url = network.through(site.url);
  const reconnect = { initialDelay: 2, maxDelay: 5 };
  let texts = 0;

  await fc.assert(
    fc.asyncProperty(someWords, someCuts, someJoins, async (words, plannedCuts, joins) => {
      cuts = [...plannedCuts];
      const text = ['Hello', ...words].join(' ');
      texts += 1;
      const opened = new ReplaySubject<string>(1);
      const init = { ...site.posting, body: JSON.stringify({ prompt: text }) };
      const first = new Listener(site.read(url, { init, reconnect, onOpen: ({ id }) => opened.next(id) }));
      const id = await firstValueFrom(opened);
      const others = joins.map(async (ms) => {
        await firstValueFrom(timer(ms));
        return new Listener(
          site.read(`${url}/${id}`, { init: { headers: { authorization: 'Ada' } }, reconnect }),
        );
      });
      const produced: Promise<ConverseEvent[]> = lastValueFrom(
        site.log.tail(id).pipe(
          map(({ event }) => event),
          toArray(),
        ),
      );
      for (const reader of [first, ...(await Promise.all(others))]) {
        expect(await reader.end).toBe('complete');
        expect(reader.events).toEqual(await produced);
        expect(reader.text).toBe(text);
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
  expect(network.cuts).toBeGreaterThan(runs);
  // However often a start was asked for, it was one.
  expect(site.bedrock.requests).toHaveLength(texts);
  expect(site.errors).toEqual([]);
});
