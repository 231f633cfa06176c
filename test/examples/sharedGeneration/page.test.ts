import { describe, expect, it } from 'vitest';
import { GenerationError, type GenerationErrorCode, type GenerationState } from 'rx-bedrock/browser';
import { multicastReplay } from 'rx-bedrock/operators';
import { messageStart, messageStop, textDelta } from 'rx-bedrock/testing';
import { Subject } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { adviceFor } from '../../../examples/shared-generation/page/advice.js';
import { Chronicle } from '../../../examples/shared-generation/page/chronicle.js';
import { spanFor, ticksOf } from '../../../examples/shared-generation/page/marbles/axis.js';
import { Pace } from '../../../examples/shared-generation/page/panes/pace.js';
import { situationOf } from '../../../examples/shared-generation/page/situation.js';
import { answerTo } from '../../../examples/shared-generation/server/model/answer.js';

describe('the chronicle of a page', () => {
  it('tells what was caught up with from what came live, for each subscriber', () => {
    let now = 1_000;
    const chronicle = new Chronicle(() => now);
    const source = new Subject<ConverseEvent>();
    const shared = source.pipe(multicastReplay());
    chronicle.follow('early', shared).subscribe();
    source.next(messageStart());
    source.next(textDelta('Hello, '));
    source.next(textDelta('world'));
    now += 500;
    chronicle.follow('late', shared).subscribe();
    source.next(textDelta('!'));
    source.next(messageStop());
    source.complete();
    const [early, late] = chronicle.lanes;
    expect(early).toMatchObject({
      joined: 0,
      replayed: { events: 0 },
      live: 5,
      end: { at: 500, how: 'complete' },
    });
    expect(late).toMatchObject({ joined: 500, replayed: { events: 2, characters: 12 }, live: 2 });
    expect(presentIn(chronicle)).toBe(2);
  });

  it('knows who has left, who was stopped and who has failed', () => {
    const chronicle = new Chronicle(() => 0);
    const source = new Subject<ConverseEvent>();
    chronicle.follow('leaver', source).subscribe().unsubscribe();
    chronicle.follow('stopped', source).subscribe();
    source.complete();
    const failing = new Subject<ConverseEvent>();
    chronicle.follow('failed', failing).subscribe({ error: () => undefined });
    failing.error(new Error('no'));
    expect(chronicle.lanes.map(({ end }) => end?.how)).toEqual(['left', 'stopped', 'failed']);
    expect(presentIn(chronicle)).toBe(2);
  });

  it('grows with what can be seen, and not with the events', () => {
    let now = 0;
    const chronicle = new Chronicle(() => now);
    const source = new Subject<ConverseEvent>();
    chronicle.follow('one', source).subscribe();
    for (; now < 10_000; now++) source.next(textDelta('x'));
    const [lane] = chronicle.lanes;
    expect(lane!.live).toBe(10_000);
    expect(lane!.marks.length).toBeLessThanOrEqual(200);
    expect(lane!.marks.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  });

  it('merges what is too fine to be seen when the picture gets smaller', () => {
    let now = 0;
    const chronicle = new Chronicle(() => now);
    const source = new Subject<ConverseEvent>();
    chronicle.follow('one', source).subscribe();
    for (; now < 1_000; now += 100) source.next(textDelta('x'));
    source.next(messageStop());
    const counts = () => chronicle.lanes[0]!.marks.map(({ count }) => count);
    expect(counts()).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    chronicle.coarsen(500);
    expect(counts()).toEqual([5, 5, 1]);
  });

  it('shows an older generation in its own time, and knows what of it was past', () => {
    let now = 1_000;
    const chronicle = new Chronicle(() => now);
    const source = new Subject<ConverseEvent>();
    chronicle.follow('one', source).subscribe();
    const hear = (event: ConverseEvent) => {
      chronicle.count();
      source.next(event);
    };
    now += 50;
    chronicle.notePast({ events: 2, ms: 6_050 });
    hear(messageStart());
    hear(textDelta('Hello'));
    expect(chronicle.isPast).toBe(true);
    hear(textDelta('!'));
    expect(chronicle.isPast).toBe(false);
    expect(chronicle.elapsed).toBe(6_050);
    const [lane] = chronicle.lanes;
    expect(lane).toMatchObject({ joined: 6_000, replayed: { events: 2, characters: 5 }, live: 1 });
  });

  it('counts what was caught up with after an outage', () => {
    const chronicle = new Chronicle(() => 0);
    const source = new Subject<ConverseEvent>();
    chronicle.follow('one', source).subscribe();
    for (const event of [messageStart(), textDelta('a')]) {
      chronicle.count();
      source.next(event);
    }
    chronicle.noteLine(true);
    chronicle.noteLine(false);
    chronicle.notePast({ events: 5, ms: 900 });
    for (let event = 0; event < 10; event++) {
      chronicle.count();
      source.next(textDelta('b'));
    }
    expect(chronicle.outages[0]).toMatchObject({ missed: 3 });
    expect(chronicle.lanes[0]).toMatchObject({ joined: 0, replayed: { events: 0 }, live: 12 });
  });

  it('notes an outage once, and none after the end', () => {
    let now = 0;
    const chronicle = new Chronicle(() => now);
    const source = new Subject<ConverseEvent>();
    chronicle.follow('one', source).subscribe();
    chronicle.noteLine(true);
    now = 100;
    chronicle.noteLine(true);
    chronicle.noteLine(false);
    chronicle.noteLine(false);
    expect(chronicle.outages).toEqual([{ from: 0, to: 100, missed: 0 }]);
    chronicle.noteLine(true);
    now = 200;
    source.complete();
    expect(chronicle.outages[1]).toEqual({ from: 100, to: 200, missed: 0 });
    chronicle.noteLine(true);
    expect(chronicle.outages).toHaveLength(2);
  });
});

describe('the axis', () => {
  it.each([
    [0, 15_000],
    [15_001, 30_000],
    [3_600_001, 7_200_000],
  ])('%i ms are seen on %i ms', (elapsed, span) => {
    expect(spanFor(elapsed)).toBe(span);
  });

  it('is labelled in seconds, and in minutes', () => {
    expect(ticksOf(15_000).map(({ text }) => text)).toEqual(['0 s', '3 s', '6 s', '9 s', '12 s', '15 s']);
    expect(
      ticksOf(300_000)
        .map(({ text }) => text)
        .at(-1),
    ).toBe('5 min');
  });
});

describe('the pace', () => {
  it('is measured over the last second, and at last over all of it', () => {
    const pace = new Pace();
    pace.measure();
    expect(pace.now).toBeUndefined();
    pace.note(0);
    for (let tokens = 10; tokens <= 100; tokens += 10) {
      pace.note(tokens);
      pace.measure();
    }
    expect(pace.now).toBe(40);
    for (let quiet = 0; quiet < 300; quiet++) pace.measure();
    expect(pace.now).toBe(0);
    expect(pace.history).toHaveLength(120);
  });

  it('does not take what was there at the start for made in a moment', () => {
    const pace = new Pace();
    pace.note(5_000);
    pace.measure();
    expect(pace.now).toBe(0);
  });

  it('does not take what was caught up with after an outage for made in a moment', () => {
    const pace = new Pace();
    for (const total of [0, 10, 20, 30, 40]) {
      pace.note(total);
      pace.measure();
    }
    const before = pace.now;
    for (let event = 41; event <= 900; event++) pace.note(event, true);
    pace.note(910);
    pace.measure();
    expect(pace.now).toBe(before);
  });
});

describe('what the page says', () => {
  const codes: GenerationErrorCode[] = [
    'truncated',
    'aborted',
    'timeout',
    'throttled',
    'unavailable',
    'network',
    'rejected',
    'model',
    'protocol',
    'budget',
    'producerLost',
    'logGap',
    'logExpired',
    'unknown',
  ];
  it.each(codes)('has words and a way out for %s', (code) => {
    const { headline, advice } = adviceFor(new GenerationError(code, 'Something.'), 12);
    expect(headline).toMatch(/^[A-Z].{4,30}$/);
    expect(advice).toMatch(/[Aa]sk|stopped before/);
    expect(advice).toMatch(/The 12 characters that had arrived are kept\.$/);
  });

  it('puts how the generation ended before how the connection is', () => {
    const state = {
      status: 'complete',
      text: 'x',
      message: { role: 'assistant', content: [] },
    } as GenerationState;
    const error = new GenerationError('network', 'The response ended.');
    const interruption = { state: 'waiting', failures: 3, delay: 100, error } as const;
    expect(situationOf(state, interruption)).toMatchObject({
      phase: 'complete',
      isOver: true,
    });
    expect(situationOf({ ...state, status: 'streaming' }, interruption)).toMatchObject({
      phase: 'reconnecting',
      advice: '1 characters are safe; coming back for what was missed. Tried 3 times.',
    });
  });
});

describe('the loopback’s answer', () => {
  it('is the same for the same prompt, and varies with it', () => {
    const prompts = ['Why?', 'How?', 'When?', 'Who?', 'Where?'];
    expect(answerTo('Why?')).toEqual(answerTo('Why?'));
    const bodies = prompts.map((prompt) => answerTo(prompt).text.replace(/You asked: \*.*?\*/, ''));
    expect(new Set(bodies).size).toBeGreaterThan(1);
  });

  it('quotes a prompt and does not obey it', () => {
    const { text } = answerTo('# <b>bold</b>\n\n```js\nhi *there* ' + '🎉'.repeat(60));
    expect(text).toContain('\\# \\<b\\>bold\\</b\\> \\`\\`\\`js hi \\*there\\*');
    expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });
});

function presentIn({ present }: Chronicle): number | undefined {
  let latest: number | undefined;
  present.subscribe((count) => (latest = count)).unsubscribe();
  return latest;
}
