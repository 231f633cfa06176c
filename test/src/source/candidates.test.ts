import * as fc from 'fast-check';
import { type ConverseEvent, fallback, firstToStart } from 'rx-bedrock';
import { messageStop, textDelta, textMessage } from 'rx-bedrock/testing';
import {
  config,
  finalize,
  mergeMap,
  NEVER,
  Observable,
  of,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watch } from '../../../src/testing/probe.js';
import { failure, opening, responsesOf } from '../../attempts.js';

const answer = () => of(opening({ attempts: 1 }), ...textMessage('Hi').slice(1));
const fails = () => throwError(() => failure('network')) as Observable<ConverseEvent>;

describe('a source whose teardown throws', () => {
  const thrown = new Error('from the teardown');
  const broken = (source: Observable<ConverseEvent>) =>
    source.pipe(
      finalize(() => {
        throw thrown;
      }),
    );
  const reported = vi.fn();
  beforeEach(() => {
    reported.mockClear();
    config.onUnhandledError = reported;
  });
  afterEach(() => {
    config.onUnhandledError = null;
  });

  /** In virtual time, and until RxJS has reported. */
  async function endOf(choose: (scheduler: VirtualTimeScheduler) => Observable<ConverseEvent>) {
    const scheduler = new VirtualTimeScheduler();
    const { seen } = watch(choose(scheduler));
    scheduler.flush();
    await vi.waitFor(() => expect(reported).toHaveBeenCalled());
    expect(reported).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ errors: [thrown] }));
    return { ends: seen.ends, responses: responsesOf(seen.values) };
  }

  it.each([fallback, firstToStart])('and fails has failed, and is reported: %o', async (choose) => {
    const seen = await endOf((scheduler) => {
      const failing = timer(1, scheduler).pipe(mergeMap(fails));
      return choose([broken(failing), answer], { scheduler });
    });
    expect(seen).toEqual({ ends: ['complete'], responses: [{ attempts: 2, source: '1' }] });
  });

  it('and loses does the one that serves no harm', async () => {
    const seen = await endOf((scheduler) => firstToStart([broken(NEVER), answer], { scheduler }));
    expect(seen).toEqual({ ends: ['complete'], responses: [{ attempts: 2, source: '1' }] });
  });

  it.each([fallback, firstToStart])('and is left throws at nobody who leaves: %o', async (choose) => {
    await endOf((scheduler) => {
      watch(choose([broken(NEVER), answer], { scheduler })).subscription.unsubscribe();
      return NEVER;
    });
  });
});

it.each([fallback, firstToStart])('a list that is changed afterwards changes nothing: %o', (choose) => {
  const sources = [fails(), answer];
  const events = choose(sources);
  sources.length = 0;
  expect(watch(events).seen.ends).toEqual(['complete']);
});

/** When a source shows something after its messageStart, how it ends and when; each in frames after the last. */
interface Course {
  readonly start: number;
  readonly shows: number | undefined;
  readonly ends: number | undefined;
  readonly how: 'complete' | 'network' | 'rejected' | 'aborted';
}

const frames = fc.nat({ max: 6 });
const course: fc.Arbitrary<Course> = fc.record({
  start: frames,
  shows: fc.option(frames, { nil: undefined }),
  ends: fc.option(frames, { nil: undefined }),
  how: fc.constantFrom('complete', 'network', 'rejected', 'aborted'),
});

/** A source that does as its course says; 0 frames is at once. */
function running({ start, shows, ends, how }: Course, name: string, scheduler: VirtualTimeScheduler) {
  const count = { asked: 0, left: 0 };
  const events = new Observable<ConverseEvent>((subscriber) => {
    count.asked++;
    subscriber.add(() => count.left++);
    const after = (delay: number | undefined, action: () => void) => {
      if (delay === 0) action();
      else if (delay !== undefined) subscriber.add(scheduler.schedule(action, delay));
    };
    after(start, () => {
      subscriber.next(opening({ requestId: name, attempts: 1 }));
      const end = () => {
        if (how === 'complete') subscriber.complete();
        else subscriber.error(failure(how, { requestId: name, attempts: 1 }));
      };
      if (shows === undefined) after(ends, end);
      after(shows, () => {
        subscriber.next(textDelta(name));
        subscriber.next(messageStop());
        after(ends, end);
      });
    });
  });
  return { events, count };
}

describe.each([
  ['fallback', fallback],
  ['firstToStart', firstToStart],
])('%s, whatever its sources do', (_name, choose) => {
  it('shows one of them, says which, counts those that were asked, and leaves nothing', () => {
    fc.assert(
      fc.property(
        fc.array(course, { minLength: 1, maxLength: 4 }),
        frames,
        fc.option(fc.nat({ max: 25 }), { nil: undefined }),
        (courses, delay, leavesAt) => {
          const scheduler = new VirtualTimeScheduler();
          const sources = courses.map((each, position) => running(each, `r-${position}`, scheduler));
          const { seen, subscription } = watch(
            choose(
              sources.map(({ events }) => events),
              { delay, scheduler },
            ),
          );
          if (leavesAt !== undefined) scheduler.schedule(() => subscription.unsubscribe(), leavesAt);
          scheduler.flush();
          const asked = sources.filter(({ count }) => count.asked > 0).length;
          expect(sources.every(({ count }) => count.asked <= 1)).toBe(true);

          expect(seen.ends.length).toBeLessThanOrEqual(1);
          const isOver = seen.ends.length > 0 || leavesAt !== undefined;
          if (isOver) expect(sources.every(({ count }) => count.left === count.asked)).toBe(true);
          const maySilence = courses.some(({ ends }) => ends === undefined);
          if (!maySilence && leavesAt === undefined) expect(seen.ends).toHaveLength(1);

          const texts = (seen.values as ConverseEvent[]).map(
            ({ contentBlockDelta }) => contentBlockDelta?.delta?.text,
          );
          const served = texts.filter((text) => text !== undefined);
          expect(served.length).toBeLessThanOrEqual(1);
          const told = responsesOf(seen.values);
          if (seen.values.length > 0) {
            expect(told).toEqual([
              {
                requestId: served[0] ?? told[0]?.requestId,
                attempts: asked,
                source: expect.any(String) as string,
              },
            ]);
            expect(told[0]?.requestId).toBe(`r-${told[0]?.source}`);
          }
          const [end] = seen.ends;
          if (end !== undefined && end !== 'complete') {
            expect(end).toMatchObject({ response: { attempts: asked } });
            const { requestId, source } = (end as ReturnType<typeof failure>).response!;
            expect(requestId).toBe(`r-${source}`);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
