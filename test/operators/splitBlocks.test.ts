import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import {
  accumulateText,
  accumulateToolUse,
  type Block,
  type BlockKind,
  multicastReplay,
  splitBlocks,
} from 'rx-bedrock/operators';
import {
  blockStop,
  citationDelta,
  messageStart,
  messageStop,
  textDelta,
  toolUseStart,
  vocabulary,
} from 'rx-bedrock/testing';
import { first, from, map, mergeAll, mergeMap, Observable, pipe, share, Subject, switchMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Probe, watch } from '../../src/testing/probe.js';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import {
  absentDelta,
  deltaOfEach,
  emptyDelta,
  twoMembers,
  unknownDelta,
  unknownEvent,
  unknownStart,
} from './oddEvents.js';

const { a, b, c, e, i, m: meta, o, s, t, u, x } = vocabulary;

/** Splits events that come one by one; nobody reads a block unless the test does. */
function split(): { source: Subject<ConverseEvent>; blocks: Block[]; seen: { ends: unknown[] } } {
  const source = new Subject<ConverseEvent>();
  const { seen } = watch(source.pipe(splitBlocks()));
  return { source, blocks: seen.values as Block[], seen };
}

/** The blocks of events, and what each is read to be when all is over. */
function readAll(events: readonly ConverseEvent[]) {
  const { values } = watch(from(events).pipe(splitBlocks())).seen;
  return (values as Block[]).map((block) => ({ block, ...watch(block).seen }));
}

describe('splitBlocks', () => {
  conforms(pipe(splitBlocks(), mergeAll()));
  conforms(
    pipe(
      splitBlocks(),
      map(({ index, kind }) => ({ index, kind })),
    ),
  );
  refusesOtherSources('splitBlocks', splitBlocks());

  it(
    'does what its diagram draws',
    drawn('operators/splitBlocks.ts', ({ cold, shows }) => {
      const blocks = cold('in', vocabulary).pipe(splitBlocks(), share());
      const kinds = blocks.pipe(map(({ index, kind, start }) => [index, kind, start]));
      shows('splitBlocks()', kinds, {
        A: [0, 'text', undefined],
        B: [1, 'toolUse', t.contentBlockStart?.start],
      });
      const read = (which: BlockKind) =>
        blocks.pipe(
          first(({ kind }) => kind === which),
          mergeAll(),
        );
      shows("A kind 'text'", read('text'), vocabulary);
      shows("B kind 'toolUse'", read('toolUse'), vocabulary);
    }),
  );

  it(
    'leaves the source when nobody reads any more, neither the blocks nor one of them',
    marbles((m) => {
      const source = m.cold('        s-a-b-x-t-i-j-y-u-m|', vocabulary);
      const call = source.pipe(
        splitBlocks(),
        first(({ kind }) => kind === 'toolUse'),
        switchMap((block) => block.pipe(accumulateToolUse())),
        map(([each]) => each?.status),
      );
      m.expect(call).toBeObservable('--------1-2-3-(4|)', {
        1: 'streaming',
        2: 'streaming',
        3: 'streaming',
        4: 'complete',
      });
      m.expect(source).toHaveSubscriptions('^-------------!');
    }),
  );

  it(
    'hands an error on to the open blocks, and to who reads the blocks',
    marbles((m) => {
      const error = new GenerationError('network', 'The line broke.');
      const source = m.cold('  s-a-x-t-i-#', vocabulary, error);
      const blocks = source.pipe(splitBlocks());
      const inner = blocks.pipe(mergeMap((block) => block.pipe(map((event) => event))));
      m.expect(inner).toBeObservable('--a-x-t-i-#', vocabulary, error);
      m.expect(blocks.pipe(map(({ index }) => index))).toBeObservable('--0---1---#', { 0: 0, 1: 1 }, error);
    }),
  );

  it(
    'completes what has no stop of its own with the message, or with the source',
    marbles((m) => {
      const text = pipe(
        splitBlocks(),
        first<Block>(),
        switchMap((block) => block.pipe(accumulateText())),
      );
      m.expect(m.cold('s-a-b-e---m|', vocabulary).pipe(text)).toBeObservable('--1-2-|', { 1: 'a', 2: 'ab' });
      m.expect(m.cold('s-a-b---|', vocabulary).pipe(text)).toBeObservable('    --1-2---|', {
        1: 'a',
        2: 'ab',
      });
      m.expect(m.cold('s-a---s-b|', vocabulary).pipe(text)).toBeObservable('   --1---|', { 1: 'a' });
    }),
  );

  it(
    'splits a shared generation for each of its subscribers',
    marbles((m) => {
      const shared = m.cold('s-a-b-x-t-e|', vocabulary).pipe(multicastReplay());
      const texts = shared.pipe(splitBlocks(), first<Block>(), mergeAll(), accumulateText());
      m.expect(texts).toBeObservable('           --1-2-|', { 1: 'a', 2: 'ab' });
      m.expect(texts, '-----^').toBeObservable('  -----2|', { 2: 'ab' });
    }),
  );
});

describe('a block', () => {
  it('is whole for who comes late, and for everybody who comes', () => {
    const { source, blocks } = split();
    for (const event of [s, a, b]) source.next(event);
    const [early, late] = [watch(blocks[0]!).seen, watch(blocks[0]!).seen];
    expect(early.values).toStrictEqual([textDelta('ab')]);
    for (const event of [c, x]) source.next(event);
    expect(early).toStrictEqual({ values: [textDelta('ab'), c, x], ends: ['complete'] });
    expect(late).toStrictEqual(early);
    expect(watch(blocks[0]!).seen).toStrictEqual({ values: [textDelta('abc'), x], ends: ['complete'] });
  });

  it('errs for who comes after the error, too', () => {
    const { source, blocks, seen } = split();
    const error = new Error('cut');
    source.next(a);
    source.error(error);
    expect(watch(blocks[0]!).seen).toStrictEqual({ values: [a], ends: [error] });
    expect(seen.ends).toStrictEqual([error]);
  });

  it('that is over is not touched by a later error', () => {
    const { source, blocks } = split();
    for (const event of [a, x, t]) source.next(event);
    source.error(new Error('cut'));
    expect(watch(blocks[0]!).seen.ends).toStrictEqual(['complete']);
    expect(watch(blocks[1]!).seen.ends).toHaveLength(1);
  });

  it('can be left and read again', () => {
    const { source, blocks } = split();
    source.next(a);
    watch(blocks[0]!).subscription.unsubscribe();
    source.next(b);
    source.next(x);
    expect(watch(blocks[0]!).seen).toStrictEqual({ values: [textDelta('ab'), x], ends: ['complete'] });
  });

  it('of which everybody has left gives what had come, and a typed error', () => {
    const source = new Subject<ConverseEvent>();
    const { seen, subscription } = watch(source.pipe(splitBlocks()));
    source.next(a);
    subscription.unsubscribe();
    expect(source.observed).toBe(false);
    const { values, ends } = watch(seen.values[0] as Block).seen;
    expect(values).toStrictEqual([a]);
    expect(ends).toMatchObject([{ code: 'aborted', partial: { message: { content: [{ text: 'a' }] } } }]);
  });

  it('keeps the source for its reader when the blocks are left, and no longer', () => {
    const source = new Subject<ConverseEvent>();
    const outer = watch(source.pipe(splitBlocks()));
    source.next(a);
    const inner = watch(outer.seen.values[0] as Block);
    outer.subscription.unsubscribe();
    for (const event of [t, b]) source.next(event);
    expect(inner.seen.values).toStrictEqual([a, b]);
    expect(outer.seen.values).toHaveLength(1);
    inner.subscription.unsubscribe();
    expect(source.observed).toBe(false);
  });

  it('that nobody reads holds nothing: the source is left with the blocks', () => {
    const probe = new Probe([s, a, b, t, i]);
    const { subscription } = watch(probe.events.pipe(splitBlocks()));
    expect(probe.left).toBe(0);
    subscription.unsubscribe();
    expect(probe.left).toBe(1);
  });

  it('keeps the order when its reader makes the source go on', () => {
    const source = new Subject<ConverseEvent>();
    const seen: ConverseEvent[] = [];
    source.pipe(splitBlocks()).subscribe((block) => {
      source.next(i);
      block.subscribe((event) => seen.push(event));
    });
    source.next(t);
    expect(seen).toStrictEqual([t, i]);
  });
});

describe('the kind of a block', () => {
  it.each(Object.entries(deltaOfEach))('is that of its first delta: %s', (kind, delta) => {
    const [block] = readAll([delta]);
    expect(block?.block.kind).toBe(kind === 'citation' ? 'text' : kind);
    expect(block?.block).not.toHaveProperty('start');
  });

  it('is that of its start, where it has one', () => {
    const starts = [
      { toolUse: { toolUseId: 'x', name: 'y' } },
      { toolResult: { toolUseId: 'x' } },
      { image: { format: 'png' } },
    ];
    const events = starts.map((start, contentBlockIndex) => ({
      contentBlockStart: { contentBlockIndex, start },
    }));
    const blocks = readAll(events as ConverseEvent[]).map(({ block }) => block);
    expect(blocks.map(({ kind }) => kind)).toStrictEqual(['toolUse', 'toolResult', 'image']);
    expect(blocks.map(({ start }) => start)).toStrictEqual(starts);
  });

  it.each([
    ['start', unknownStart],
    ['delta', unknownDelta],
  ])('is unknown where a later Bedrock has sent its %s', (_name, event) => {
    expect(readAll([event])[0]).toMatchObject({ block: { kind: 'unknown' }, values: [event] });
  });

  it('waits for something to tell it by, and loses nothing by that', () => {
    const bare = { contentBlockStart: { contentBlockIndex: 0, start: undefined } } as ConverseEvent;
    const events = [bare, o, emptyDelta, absentDelta, a, x];
    const [block, ...others] = readAll([s, ...events, e]);
    expect(others).toStrictEqual([]);
    expect(block?.block.kind).toBe('text');
    // What had come before is joined, as it is for who comes late.
    expect(block?.values).toStrictEqual([bare, o, emptyDelta, absentDelta, a, x]);
  });

  it('is one even where a delta is of two', () => {
    expect(readAll([twoMembers])[0]?.block.kind).toBe('text');
  });
});

it('does not begin for who has left before', () => {
  const probe = new Probe([s, a]);
  const gone = new Observable<Block>((subscriber) => {
    subscriber.unsubscribe();
    return probe.events.pipe(splitBlocks()).subscribe(subscriber);
  });
  gone.subscribe();
  expect(probe.subscriptions).toBe(probe.left);
});

it('emits nothing of a block that carries nothing, nor of what belongs to no block', () => {
  expect(readAll([s, o, emptyDelta, x, blockStop(1), unknownEvent, u, meta])).toStrictEqual([]);
});

it('tells a block from one of the same index that has ended', () => {
  const blocks = readAll([
    messageStart(),
    a,
    messageStop(),
    messageStart(),
    b,
    x,
    toolUseStart('w', 'id', 0),
    i,
  ]);
  expect(blocks.map(({ block }) => [block.index, block.kind])).toStrictEqual([
    [0, 'text'],
    [0, 'text'],
    [0, 'toolUse'],
    [1, 'toolUse'],
  ]);
});

it('takes cited text for text, its citations among its events', () => {
  const cited = [citationDelta({ title: 'a source' }), a, x];
  expect(readAll([s, ...cited, e])[0]).toMatchObject({ block: { kind: 'text' }, values: cited });
});
