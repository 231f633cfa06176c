import { startWith, subscribeOn, asyncScheduler, Subject, switchMap, take, timer } from 'rxjs';
import { type ConverseEvent, type ConverseOptions, converse, userMessage } from 'rx-bedrock';
import { multicastReplay, settleOutcome } from 'rx-bedrock/operators';
import { messageStart, scriptedClient, textDelta, textMessage } from 'rx-bedrock/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watch } from '../../../src/testing/probe.js';

const input = { modelId: 'any', messages: [userMessage('Hi')] };
const answer = textMessage('Hello.');

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const upstreams: [string, NonNullable<ConverseOptions['upstream']>][] = [
  ['that subscribes later', subscribeOn(asyncScheduler, 50)],
  ['that waits first', (source) => timer(50).pipe(switchMap(() => source))],
];

it.each(upstreams)(
  'an upstream %s: left before the request goes out, the next one begins anew',
  async (_, upstream) => {
    const client = scriptedClient(answer);
    const generation = converse(client, input, { upstream });
    watch(generation).subscription.unsubscribe();
    const { seen } = watch(generation);
    await vi.advanceTimersByTimeAsync(60);
    expect(seen).toStrictEqual({ values: answer, ends: ['complete'] });
    expect(client.requests).toHaveLength(1);
  },
);

it('what an upstream says before the request does not make it sent', async () => {
  const hello = messageStart();
  const client = scriptedClient(answer.slice(1));
  const generation = converse(client, input, { upstream: startWith(hello) });
  watch(generation.pipe(take(1)));
  const { seen } = watch(generation);
  await vi.advanceTimersByTimeAsync(10);
  expect(seen.values).toStrictEqual([hello, ...answer.slice(1)]);
  expect(client.requests).toHaveLength(1);
});

it('events that are none do not stop those that are, nor the end', () => {
  const source = new Subject<ConverseEvent>();
  const seen: unknown[] = [];
  const shared = source.pipe(multicastReplay());
  shared.subscribe({
    next: (event) => {
      seen.push(event);
      if (seen.length > 1) return;
      source.next(textDelta('b'));
      source.complete();
    },
    complete: () => seen.push('complete'),
  });
  source.next(textDelta('a'));
  expect(seen).toStrictEqual([textDelta('a'), textDelta('b'), 'complete']);
});

it('a scripted client that sends one object for two requests does not mix their responses', async () => {
  const client = scriptedClient(answer);
  const [first, second] = [converse(client, input), converse(client, input)];
  const responses: (string | undefined)[] = [];
  watch(first);
  watch(second);
  await vi.advanceTimersByTimeAsync(10);
  for (const generation of [first, second]) {
    generation.pipe(settleOutcome()).subscribe(({ response }) => responses.push(response?.requestId));
  }
  expect(responses).toStrictEqual(['scripted-1', 'scripted-2']);
});
