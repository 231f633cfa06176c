import type { TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent, Prices } from 'rx-bedrock';
import { multicastReplay, tapUsage } from 'rx-bedrock/operators';
import { metadata, textMessage, vocabulary } from 'rx-bedrock/testing';
import { of, Subject, takeUntil } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { expectComplaint, refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { unknownDelta, unknownEvent, unknownStart } from './oddEvents.js';

const usage = { inputTokens: 12, outputTokens: 34, totalTokens: 46 };
const prices: Prices = { inputPerMillion: 1, outputPerMillion: 10 };

describe('tapUsage', () => {
  const throwing = tapUsage(() => {
    throw new Error('from the callback');
  });
  conforms(
    tapUsage(() => undefined),
    { throwing },
  );
  refusesOtherSources(
    'tapUsage',
    tapUsage(() => undefined),
  );

  it(
    'does what its diagram draws',
    drawn('operators/tapUsage.ts', ({ cold, shows }) => {
      const told = new Subject<TokenUsage>();
      const observer = (used: TokenUsage) => told.next(used);
      shows('tapUsage(observer)', cold('in', vocabulary).pipe(tapUsage(observer)), vocabulary);
      shows('observer', told, { u: usage });
    }),
  );

  it(
    'lets through what it does not know',
    marbles((m) => {
      const values = { a: unknownDelta, b: unknownEvent, c: unknownStart };
      m.expect(m.cold('a-b-c|', values).pipe(tapUsage(vi.fn()))).toBeObservable('a-b-c|', values);
    }),
  );

  it(
    'hands on an error of the source, having told nothing',
    marbles((m) => {
      const observer = vi.fn();
      const error = new Error('cut');
      const source = m.cold('                     s-a-#', vocabulary, error);
      m.expect(source.pipe(tapUsage(observer))).toBeObservable('s-a-#', vocabulary, error);
      m.flush();
      expect(observer).not.toHaveBeenCalled();
    }),
  );

  it(
    'tells nothing where somebody stops the generation before its metadata',
    marbles((m) => {
      const observer = vi.fn();
      const stopped = m.cold('                     s-a-b-e-m|', vocabulary).pipe(takeUntil(m.cold('-----x')));
      m.expect(stopped.pipe(tapUsage(observer))).toBeObservable('s-a-b|', vocabulary);
      m.flush();
      expect(observer).not.toHaveBeenCalled();
    }),
  );

  it(
    'errors the stream with what the observer throws, instead of the metadata, and leaves the source',
    marbles((m) => {
      const error = new RangeError('from the observer');
      const source = m.cold('s-a-e-m-|', vocabulary);
      const seen = source.pipe(
        tapUsage(() => {
          throw error;
        }),
      );
      m.expect(seen).toBeObservable('      s-a-e-#', vocabulary, error);
      m.expect(source).toHaveSubscriptions('^-----!');
    }),
  );
});

describe('the observer', () => {
  it('is called once in a subscription, with the first usage, whatever comes after it', () => {
    expect(callsFor([vocabulary.m, metadata({ inputTokens: 1 }), vocabulary.m])).toEqual([
      [usage, undefined],
    ]);
  });

  it('is not called for a metadata without usage, but for the next one that has it', () => {
    const without = [{}, { usage: undefined }, { metrics: { latencyMs: 1 } }].map(
      (part) => ({ metadata: part }) as unknown as ConverseEvent,
    );
    expect(callsFor(without)).toEqual([]);
    expect(callsFor([...without, vocabulary.m])).toEqual([[usage, undefined]]);
  });

  it('is called for each subscription', () => {
    const observer = vi.fn();
    const tapped = of(...textMessage('Hello')).pipe(tapUsage(observer));
    tapped.subscribe();
    tapped.subscribe();
    expect(observer).toHaveBeenCalledTimes(2);
  });

  it('is called once for all where it stands above the sharing', () => {
    const observer = vi.fn();
    const shared = of(...textMessage('Hello')).pipe(tapUsage(observer), multicastReplay());
    shared.subscribe();
    shared.subscribe();
    expect(observer).toHaveBeenCalledTimes(1);
  });

  it('has been told before the metadata goes on', () => {
    const order: string[] = [];
    of(vocabulary.m)
      .pipe(tapUsage(() => order.push('observer')))
      .subscribe(() => order.push('subscriber'));
    expect(order).toEqual(['observer', 'subscriber']);
  });

  it('gets Bedrock’s own usage, with the members that it does not know', () => {
    const odd = { ...usage, serverToolUsage: { webSearchRequests: 1 } };
    const [[used]] = callsFor([{ metadata: { usage: odd, metrics: { latencyMs: 1 } } }]) as [[unknown]];
    expect(used).toBe(odd);
  });
});

describe('the cost', () => {
  it('is reckoned where there are prices', () => {
    expect(callsFor([vocabulary.m], prices)).toEqual([[usage, (12 * 1 + 34 * 10) / 1_000_000]]);
  });

  it('is 0 where the prices are, which is not the same as having none', () => {
    const free: Prices = { inputPerMillion: 0, outputPerMillion: 0 };
    expect(callsFor([vocabulary.m], free)).toEqual([[usage, 0]]);
  });
});

describe('bad arguments', () => {
  it.each([
    ['undefined', undefined],
    ['an object (Object)', { next: () => undefined }],
    ['"log"', 'log'],
  ])('refuses an observer that is %s', (value, observer) => {
    expectComplaint(() => tapUsage(observer as never), {
      type: TypeError,
      value: `The observer of tapUsage() is ${value},`,
      rule: 'a function',
      fix: 'It is called with the usage and the cost.',
    });
  });

  it('refuses prices that cannot be meant, when it is made', () => {
    expectComplaint(() => tapUsage(vi.fn(), { prices: { ...prices, outputPerMillion: -1 } }), {
      type: RangeError,
      value: 'prices.outputPerMillion is -1,',
      rule: 'a price for a million tokens, 0 or more',
      fix: 'Look it up on the pricing page of your model.',
    });
  });
});

function callsFor(events: ConverseEvent[], known?: Prices): unknown[][] {
  const observer = vi.fn();
  of(...events)
    .pipe(tapUsage(observer, known ? { prices: known } : {}))
    .subscribe();
  return observer.mock.calls;
}
