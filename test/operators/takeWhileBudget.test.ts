import { type Budget, type ConverseEvent, type GenerationError, fourCharactersPerToken } from 'rx-bedrock';
import { takeWhileBudget } from 'rx-bedrock/operators';
import {
  metadata,
  reasoningDelta,
  textDelta,
  textMessage,
  toolUseDelta,
  vocabulary,
} from 'rx-bedrock/testing';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Probe, watch } from '../../src/testing/probe.js';
import { opening } from '../attempts.js';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';

const { s, a, b, e } = vocabulary;
const spent = { code: 'budget' };

describe('takeWhileBudget', () => {
  const throwing = takeWhileBudget({
    outputTokens: 1,
    estimate: () => {
      throw new Error('from the estimator');
    },
  });
  conforms(takeWhileBudget({ chars: 100_000 }), { throwing });
  refusesOtherSources('takeWhileBudget', takeWhileBudget({ chars: 1 }));

  it(
    'does what its diagram draws',
    drawn('operators/takeWhileBudget.ts', ({ cold, shows }) => {
      const events = { ...vocabulary, a: textDelta('Four'), b: textDelta(' and '), c: textDelta('more') };
      const kept = cold('in', events).pipe(takeWhileBudget({ chars: 9 }));
      shows('takeWhileBudget({ chars: 9 })', kept, events, spent);
    }),
  );

  it(
    'changes nothing of a generation that uses no more than it may',
    marbles((m) => {
      const source = m.cold('                                      s-ao-b-c-d-e-m|', vocabulary);
      m.expect(source.pipe(takeWhileBudget({ chars: 4 }))).toBeObservable('s-ao-b-c-d-e-m|', vocabulary);
    }),
  );

  it('counts all that the model generates', () => {
    const generated = [reasoningDelta('12'), textDelta('34'), toolUseDelta('"5"')];
    expect(endOf({ chars: 7 }, generated)).toBe('complete');
    expect(endOf({ chars: 6 }, generated)).toMatchObject(spent);
  });

  it('estimates tokens, by its own rule of thumb or by yours', () => {
    const generated = [textDelta('12345678')];
    expect(endOf({ outputTokens: 2 }, generated)).toBe('complete');
    expect(endOf({ outputTokens: 1 }, generated)).toMatchObject(spent);
    expect(
      endOf({ outputTokens: 2, estimate: ({ text }) => ({ outputTokens: text }) }, generated),
    ).toMatchObject(spent);
  });

  it('reckons what that costs, the input too where the estimator knows of it', () => {
    const prices = { inputPerMillion: 1_000_000, outputPerMillion: 2_000_000 };
    const generated = [textDelta('1234')];
    expect(endOf({ cost: 2, prices }, generated)).toBe('complete');
    expect(endOf({ cost: 1.99, prices }, generated)).toMatchObject(spent);
    const estimate: Budget['estimate'] = (counts) => ({ ...fourCharactersPerToken(counts), inputTokens: 1 });
    expect(endOf({ cost: 2, prices, estimate }, generated)).toMatchObject(spent);
  });

  it('keeps the first of several limits that is passed', () => {
    const error = endOf({ chars: 1, outputTokens: 99 }, [textDelta('12')]);
    expect((error as GenerationError).message).toBe(
      'budget: The generation was ended because its budget is used up: chars has passed 1: it is 2.',
    );
  });

  it('knows better where the usage comes before the end', () => {
    expect(endOf({ outputTokens: 33 }, [metadata({ outputTokens: 34 })])).toMatchObject(spent);
  });

  it('never makes an error of a message that is whole', () => {
    expect(endOf({ outputTokens: 1 }, [s, a, e, metadata({ outputTokens: 34 })])).toBe('complete');
  });

  it('tells all that had arrived, and that somebody stopped it', () => {
    const response = { attempts: 2, requestId: 'r-1' };
    expect(endOf({ chars: 1 }, [opening(response), a, b, a])).toMatchObject({
      code: 'budget',
      retryable: false,
      response,
      partial: { status: 'stopped', message: { content: [{ text: 'ab' }] }, response },
    });
  });

  it('stops a synchronous source at once, and counts anew for the next subscription', () => {
    const probe = new Probe(textMessage('One two three four'));
    const events = probe.events.pipe(takeWhileBudget({ chars: 4 }));
    for (const times of [1, 2]) {
      expect(watch(events).seen.values).toHaveLength(3);
      expect([probe.sent, probe.left]).toEqual([3 * times, times]);
    }
  });
});

function endOf(budget: Budget, events: readonly ConverseEvent[]): unknown {
  return watch(of(...events).pipe(takeWhileBudget(budget))).seen.ends[0];
}
