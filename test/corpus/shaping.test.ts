import fc from 'fast-check';
import { type ConverseEvent, isContent } from 'rx-bedrock';
import {
  type Block,
  paceText,
  segmentText,
  selectText,
  splitBlocks,
  tapTiming,
  type Timing,
} from 'rx-bedrock/operators';
import { concat, from, interval, map, NEVER, tap, VirtualTimeScheduler, zip } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { answerFrom, drafts } from '../laws/answers.js';
import { expectCoalescedToFoldTheSame } from '../laws/coalesced.js';
import { meaningOf } from '../src/sharing/meaning.js';
import { recordings, sayWhereThereAreNone } from './recordings.js';

sayWhereThereAreNone();

describe.each(recordings)('of the recording $name', ({ events, tool, exception }) => {
  const text = events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '').join('');

  it('the segments are the text, whatever it is cut by', () => {
    const kinds = ['word', 'sentence', 'line', 'paragraph', 'markdown', /\s/, new Intl.Segmenter()] as const;
    for (const by of kinds) {
      const { values } = watch(from(events).pipe(selectText(), segmentText(by))).seen;
      expect(values.join('')).toBe(text);
    }
  });

  it('joined deltas fold to what the events do', () => {
    const failure = exception === undefined ? undefined : new Error(exception);
    const pauses = events.map((_event, at) => at % 7 === 0);
    expectCoalescedToFoldTheSame(events, pauses, failure, tool);
  });

  it('all is shown at its pace, in order, and in time', () => {
    const scheduler = new VirtualTimeScheduler();
    const arrived: number[] = [];
    const chunks = zip(from(events), interval(30, scheduler)).pipe(
      map(([event]) => event),
      selectText(),
      tap((chunk) => arrived.push(...Array.from({ length: chunk.length }, () => scheduler.now()))),
    );
    let shown = '';
    // Without an end, which would bring everything at once.
    const endless = concat(chunks, NEVER);
    endless.pipe(paceText({ charsPerSecond: 40, maxLag: 300, scheduler })).subscribe((piece) => {
      const lags = arrived.slice(shown.length, shown.length + piece.length).map((at) => scheduler.now() - at);
      expect(Math.max(...lags)).toBeLessThanOrEqual(300);
      shown += piece;
    });
    scheduler.flush();
    expect(shown).toBe(text);
  });

  it('the blocks say what the events do, early and late', () => {
    expectBlocksToSayTheSame(events);
  });

  it('the timing is told, with what Bedrock says of it', () => {
    const clock = { time: 0, now: () => clock.time };
    const observer = vi.fn();
    const ticking = map((event: ConverseEvent) => {
      clock.time += 40;
      return event;
    });
    watch(from(events).pipe(ticking, tapTiming(observer, { scheduler: clock })));
    const [[timing]] = observer.mock.calls as [[Timing]];
    const { usage, metrics } = events.find(({ metadata }) => metadata)?.metadata ?? {};
    expect(timing).toMatchObject({ ended: 'completed', total: events.length * 40 });
    expect(timing.firstEvent).toBe(events.length === 0 ? undefined : 40);
    expect(timing.latencyMs).toBe(metrics?.latencyMs);
    const content = events.flatMap((event, at) => (isContent(event) ? [at * 40] : []));
    const seconds = (content.at(-1)! - content[0]!) / 1000;
    const speed =
      usage?.outputTokens === undefined || seconds === 0 ? undefined : usage.outputTokens / seconds;
    if (speed === undefined) expect(timing.tokensPerSecond).toBeUndefined();
    else expect(timing.tokensPerSecond).toBeCloseTo(speed);
  });
});

it('the blocks of generated answers say what the events do, early and late', () => {
  fc.assert(
    fc.property(drafts, (draft) => {
      expectBlocksToSayTheSame(answerFrom(draft));
    }),
  );
});

/** Reads each block early and late, and compares both with what the source says of its index. */
function expectBlocksToSayTheSame(events: readonly ConverseEvent[]): void {
  const early = new Map<Block, ConverseEvent[]>();
  from(events)
    .pipe(splitBlocks())
    .subscribe((block) => {
      const seen: ConverseEvent[] = [];
      early.set(block, seen);
      block.subscribe((event) => seen.push(event));
    });
  const indices = events.filter(isContent).map(indexOf);
  expect([...early.keys()].map(({ index }) => index)).toStrictEqual([...new Set(indices)]);
  for (const [block, seen] of early) {
    const own = meaningOf(events.filter((event) => indexOf(event) === block.index));
    expect(meaningOf(seen)).toStrictEqual(own);
    expect(meaningOf(watch(block).seen.values as ConverseEvent[])).toStrictEqual(own);
  }
}

function indexOf({
  contentBlockStart,
  contentBlockDelta,
  contentBlockStop,
}: ConverseEvent): number | undefined {
  return (contentBlockDelta ?? contentBlockStart ?? contentBlockStop)?.contentBlockIndex;
}
