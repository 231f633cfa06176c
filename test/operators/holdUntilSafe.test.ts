import { type ConverseEvent, converse, GenerationError, toOutcome, userMessage } from 'rx-bedrock';
import { holdUntilSafe, verifyStream } from 'rx-bedrock/operators';
import {
  messageStart,
  messageStop,
  metadata,
  scriptedClient,
  textDelta,
  textMessage,
  vocabulary,
} from 'rx-bedrock/testing';
import { concat, of, Subject, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Probe, watch } from '../../src/testing/probe.js';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { unknownEvent } from './oddEvents.js';

const values = { ...vocabulary, g: messageStop('guardrail_intervened'), 1: unknownEvent };
const { s, a, b, e, m } = vocabulary;

describe('holdUntilSafe', () => {
  conforms(holdUntilSafe());
  refusesOtherSources('holdUntilSafe', holdUntilSafe());

  it(
    'does what its diagram draws',
    drawn('operators/holdUntilSafe.ts', (safe, blocked) => {
      safe.shows('holdUntilSafe()', safe.cold('in', values).pipe(holdUntilSafe()), values);
      blocked.shows('holdUntilSafe()', blocked.cold('in', values).pipe(holdUntilSafe()), values);
    }),
  );

  it(
    'hands the content on when the stop reason is known',
    marbles((t) => {
      const source = t.cold('                          s-a-x-t-i-y-u-------m|', values);
      t.expect(source.pipe(holdUntilSafe())).toBeObservable('s-----------(axtiyu)m|', values);
    }),
  );

  it(
    'shows none of it when a guardrail has intervened, but the end and the usage',
    marbles((t) => {
      const source = t.cold('                          s-a-1-x-g-m|', values);
      t.expect(source.pipe(holdUntilSafe())).toBeObservable('s-------g-m|', values);
    }),
  );

  it(
    'shows none of it either when it comes after the intervention, or the usage before',
    marbles((t) => {
      const source = t.cold('                          s-a-m-g---b-1|', values);
      t.expect(source.pipe(holdUntilSafe())).toBeObservable('s-----(mg)---|', values);
    }),
  );

  it(
    'shows nothing of a stream that ends before its stop reason',
    marbles((t) => {
      const error = new Error('from the source');
      t.expect(t.cold('s-a-b|', values).pipe(holdUntilSafe())).toBeObservable('s----|', values);
      t.expect(t.cold('s-a-#', values, error).pipe(holdUntilSafe())).toBeObservable('s---#', values, error);
    }),
  );

  it(
    'goes on as before when the content is shown',
    marbles((t) => {
      const source = t.cold('                          s-a-e---m-1#', values);
      t.expect(source.pipe(holdUntilSafe())).toBeObservable('s---(ae)m-1#', values);
    }),
  );

  it(
    'holds a further message by its own stop reason, whatever the one before came to',
    marbles((t) => {
      const safeFirst = t.cold('                          s-a-e---m-s-b-g-m|', values);
      t.expect(safeFirst.pipe(holdUntilSafe())).toBeObservable('s---(ae)m-s---g-m|', values);
      const other = t.cold('                          s-a-g-m-s-b-e---m-s-a-s-b-e---m|', values);
      t.expect(other.pipe(holdUntilSafe())).toBeObservable('s---g-m-s---(be)m-s---s---(be)m|', values);
    }),
  );

  it('tells nothing of the content in an error either, but all else', () => {
    const cut = of(s, a, b, metadata()).pipe(verifyStream(), holdUntilSafe());
    const error = watch(cut).seen.ends[0] as GenerationError;
    expect(error).toMatchObject({
      code: 'truncated',
      retryable: false,
      partial: { status: 'truncated', message: { content: [] }, usage: { totalTokens: 46 } },
    });
    const intervened = of(s, a, values.g, a).pipe(verifyStream(), holdUntilSafe());
    expect(watch(intervened).seen.ends[0]).toMatchObject({
      code: 'protocol',
      partial: { message: { content: [] }, stopReason: 'guardrail_intervened' },
    });
  });

  it('hands on the very same error once the content is shown', () => {
    const late = new GenerationError('network', 'Cut.');
    const source = concat(
      of(s, a, e),
      throwError(() => late),
    );
    expect(watch(source.pipe(holdUntilSafe())).seen.ends[0]).toBe(late);
  });

  it('upstream of a generation, hides the content from everybody, at any time', async () => {
    const client = scriptedClient([messageStart(), textDelta('my PIN is'), values.g, metadata()]);
    const generation = converse(
      client,
      { modelId: 'any', messages: [userMessage('Hi')] },
      { upstream: holdUntilSafe() },
    );
    for (const outcome of [await toOutcome(generation), await toOutcome(generation)]) {
      expect(outcome).toMatchObject({ status: 'complete', message: { content: [] } });
      expect(outcome.usage).toBeDefined();
    }
  });

  it('keeps the order where a subscriber makes the source emit, and end', () => {
    const source = new Subject<ConverseEvent>();
    const { seen } = watch(source.pipe(holdUntilSafe()), () => {
      if (seen.values.length !== 2) return;
      source.next(m);
      source.complete();
    });
    for (const event of [s, a, b, e]) source.next(event);
    expect(seen).toEqual({ values: [s, a, b, e, m], ends: ['complete'] });
  });

  it('stops in the middle of the content when it is left', () => {
    const probe = new Probe(textMessage('One two three'));
    const { seen } = watch(probe.events.pipe(holdUntilSafe(), take(2)));
    expect(seen.values).toHaveLength(2);
    expect(probe.left).toBe(1);
  });
});
