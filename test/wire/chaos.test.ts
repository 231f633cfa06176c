import { setTimeout } from 'node:timers/promises';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, converse, GenerationError, type GenerationErrorCode } from 'rx-bedrock';
import type { Observable, Subscription } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { misbehaving, words } from './misbehaviour.js';
import { randomFrom } from './random.js';
import { input, routes, serve } from './serve.js';

/** How many generations there are over each route, and how many at a time. */
const count = 40;
const atATime = 16;

/** What a script of this kind may end in; anything else is a bug. */
const codes: readonly GenerationErrorCode[] = [
  'truncated',
  'timeout',
  'throttled',
  'unavailable',
  'network',
  'rejected',
  'model',
  'protocol',
];

describe.each(routes)('chaos over $protocol ($decode)', ({ protocol, decode }) => {
  it('leaves nobody without an end, and nothing open', async () => {
    // What happens to a generation depends on its number alone, which is the name of its model.
    const attempts = new Map<string, number>();
    const { bedrock } = await serve(protocol, ({ input: { modelId = '' } }) => {
      const attempt = (attempts.get(modelId) ?? 0) + 1;
      attempts.set(modelId, attempt);
      return misbehaving(randomFrom(Number(modelId) * 10 + attempt), decode);
    });
    const client = bedrock.client({ maxAttempts: 1 });
    onTestFinished(() => client.destroy());
    const seats: Seat[] = [];
    let next = 0;
    const worker = async () => {
      while (next < count) seats.push(...(await audience(client, decode, next++)));
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    for (const seat of seats) seat.check();
    // Many kinds of ends, or the test would show nothing.
    const ends = new Set(seats.map(({ end }) => (end instanceof GenerationError ? end.code : end)));
    expect(ends).toContain('complete');
    expect(ends.size).toBeGreaterThan(4);
    for (const { closed } of bedrock.requests) await closed;
    expect(bedrock.requests.filter(({ isOpen }) => isOpen)).toEqual([]);
  });
});

/** Some subscribers of one generation, who come and go; resolves when those who stay have seen the end. */
async function audience(
  client: BedrockRuntimeClient,
  decode: 'fast' | 'sdk',
  number: number,
): Promise<Seat[]> {
  const random = randomFrom(number);
  const options = { decode, idleTimeout: 80, firstEventTimeout: 500, grace: 20 };
  const retry = random() < 0.5 ? false : ({ attempts: 2, initialDelay: 5 } as const);
  const generation = converse(client, { ...input, modelId: String(number) }, { ...options, retry });
  const first = new Seat(generation);
  const others = Array.from({ length: 3 }, async () => {
    await setTimeout(random() * 20);
    const seat = new Seat(generation);
    if (random() < 0.5) return [seat];
    await setTimeout(random() * 20);
    seat.leave();
    return [seat];
  });
  // Sometimes nobody stays.
  if (random() < 0.2) first.leave();
  const seats = [first, ...(await Promise.all(others)).flat()];
  await Promise.all(seats.map(({ settled }) => settled));
  const late = new Seat(generation);
  await late.settled;
  const ends = [...seats, late].flatMap((seat) => seat.ends);
  expect(new Set(ends.map((end) => (end as GenerationError).code)).size, `generation ${number}`).toBe(1);
  return [...seats, late];
}

/** A subscriber that counts how often it is told of an end. */
class Seat {
  readonly settled: Promise<void>;
  readonly ends: unknown[] = [];
  private text = '';
  private hasLeft = false;
  private settle: () => void = () => undefined;
  private readonly subscription: Subscription;

  constructor(generation: Observable<ConverseEvent>) {
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
    const ended = (end: unknown) => {
      this.ends.push(end);
      this.settle();
    };
    this.subscription = generation.subscribe({
      next: ({ contentBlockDelta }) => {
        this.text += contentBlockDelta?.delta?.text ?? '';
      },
      error: ended,
      complete: () => ended('complete'),
    });
  }

  get end(): unknown {
    return this.ends[0];
  }

  leave(): void {
    this.hasLeft = this.ends.length === 0;
    this.subscription.unsubscribe();
    this.settle();
  }

  check(): void {
    expect(this.ends).toHaveLength(this.hasLeft ? 0 : 1);
    expect(words.startsWith(this.text)).toBe(true);
    const { end } = this;
    if (end === 'complete') expect(this.text).toBe(words);
    if (!(end instanceof GenerationError)) return;
    expect([...codes, 'aborted']).toContain(end.code);
    expect(end.partial.message.content).toEqual(this.text === '' ? [] : [{ text: this.text }]);
  }
}
