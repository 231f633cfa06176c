import { type ConverseEvent, GenerationError, isTextDelta } from 'rx-bedrock';
import { accumulateText, multicastReplay } from 'rx-bedrock/operators';
import { textDelta } from 'rx-bedrock/testing';
import { config, finalize, map, Subject, take } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Probe, watch } from '../../../src/testing/probe.js';
import { sharedBy } from '../../../src/sharing/shareLatest.js';

const thrown: unknown[] = [];
beforeEach(() => {
  thrown.length = 0;
  config.onUnhandledError = (error) => thrown.push(error);
});
afterEach(() => {
  config.onUnhandledError = null;
});

function shared() {
  const source = new Subject<ConverseEvent>();
  return { source, generation: source.pipe(multicastReplay()) };
}

describe('a fold of a generation', () => {
  it('is made once for all who ask for the same, and for each who does not', () => {
    const { source, generation } = shared();
    const [work, otherWork] = [vi.fn(isTextDelta), vi.fn(isTextDelta)];
    const key = {};
    for (let count = 0; count < 3; count += 1)
      sharedBy(generation, key, () => generation.pipe(map(work))).subscribe();
    sharedBy(generation, {}, () => generation.pipe(map(otherWork))).subscribe();
    source.next(textDelta('a'));
    expect([work, otherWork].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it('is made for each subscriber of a cold source', () => {
    const probe = new Probe([textDelta('a')]);
    for (let count = 0; count < 3; count += 1) probe.events.pipe(accumulateText()).subscribe();
    expect(probe.subscriptions).toBe(3);
  });

  it('gives who comes late the latest, and leaves the generation with the last', () => {
    const { source, generation } = shared();
    const early = watch(generation.pipe(accumulateText()));
    for (const text of ['a', 'b']) source.next(textDelta(text));
    const late = watch(generation.pipe(accumulateText()));
    expect(late.seen.values).toEqual(['ab']);
    early.subscription.unsubscribe();
    source.next(textDelta('c'));
    expect(late.seen.values).toEqual(['ab', 'abc']);
    late.subscription.unsubscribe();
    expect(source.observed).toBe(false);
  });

  it('can be left at its first value, also while it catches up', () => {
    const { source, generation } = shared();
    generation.subscribe({ error: () => undefined });
    source.next(textDelta('a'));
    expect(watch(generation.pipe(accumulateText(), take(1))).seen).toEqual({
      values: ['a'],
      ends: ['complete'],
    });
    source.next(textDelta('b'));
    expect(watch(generation.pipe(accumulateText())).seen.values).toEqual(['ab']);
  });

  it('loses nothing for who makes the generation go on while it catches up', () => {
    const { source, generation } = shared();
    watch(generation.pipe(accumulateText()));
    source.next(textDelta('a'));
    const goOn = vi.fn().mockImplementationOnce(() => source.next(textDelta('b')));
    expect(watch(generation.pipe(accumulateText()), goOn).seen.values).toEqual(['a', 'ab']);
  });
});

describe.each(['complete', 'error'] as const)('a subscriber that throws when all is over (%s)', (way) => {
  it('takes the end from nobody', async () => {
    const { source, generation } = shared();
    const throwing = finalize<string>(() => {
      throw new Error('from a finalizer');
    });
    watch(generation.pipe(accumulateText(), throwing));
    const others = [1, 2].map(() => watch(generation.pipe(accumulateText())));
    source.next(textDelta('a'));
    const error = new GenerationError('network', 'cut');
    if (way === 'complete') source.complete();
    else source.error(error);
    const end = way === 'complete' ? 'complete' : error;
    for (const { seen } of others) expect(seen).toEqual({ values: ['a'], ends: [end] });
    await vi.waitFor(() => {
      expect(thrown).toHaveLength(1);
    });
  });
});
