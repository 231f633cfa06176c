import fc from 'fast-check';
import { Subject } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { messageStart, messageStop, textDelta } from 'rx-bedrock/testing';
import { expect, it } from 'vitest';
import { emptyMessage, foldMessage } from '../../../src/message/fold.js';
import { snapshotOf } from '../../../src/message/snapshotOf.js';
import { EventReader } from '../../../src/sinks/eventReader.js';
import { answerFrom, drafts } from '../../laws/answers.js';
import { anyEvents } from '../sharing/anyEvents.js';
import { meaningOf, sizeOf } from '../sharing/meaning.js';

/** What a reader gets that asks so many times after each event, and at last for all that is left. */
async function readAt(events: readonly ConverseEvent[], questions: readonly number[]) {
  const source = new Subject<ConverseEvent>();
  const reader = new EventReader(source);
  const answers = [reader.next()];
  events.forEach((event, at) => {
    source.next(event);
    for (let times = questions[at] ?? 0; times > 0; times -= 1) answers.push(reader.next());
  });
  source.complete();
  const read: ConverseEvent[] = [];
  for (const { done, value } of await Promise.all(answers)) if (!done) read.push(value);
  for (let next = await reader.next(); !next.done; next = await reader.next()) read.push(next.value);
  return read;
}

// Mostly no question at all: a reader that keeps up has nothing joined.
const questions = fc.array(
  fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 3 }) }),
  { maxLength: 60, size: 'max' },
);

it.each([
  ['an answer', drafts.map(answerFrom)],
  ['any events', anyEvents],
])('of %s a slow reader reads all that was said, in as many events at most', async (_what, someEvents) => {
  await fc.assert(
    fc.asyncProperty(someEvents, questions, async (events, positions) => {
      const read = await readAt(events, positions);
      expect(meaningOf(read)).toStrictEqual(meaningOf(events));
      expect(snapshotOf(read.reduce(foldMessage, emptyMessage))).toStrictEqual(
        snapshotOf(events.reduce(foldMessage, emptyMessage)),
      );
      expect(read.length).toBeLessThanOrEqual(events.length);
    }),
    { numRuns: 300 },
  );
});

it('what came while nobody asked is read in the fewest events that say the same', async () => {
  await fc.assert(
    fc.asyncProperty(anyEvents, async (events) => {
      const [, ...rest] = await readAt(events, []);
      expect(rest).toHaveLength(sizeOf(meaningOf(events.slice(1))));
    }),
  );
});

it('the number of events grows with the questions and the blocks, not with the deltas', async () => {
  const deltas = Array.from({ length: 20_000 }, (_, at) => textDelta(`${at} `, at % 2));
  const events = [messageStart(), ...deltas, messageStop()];
  const everyThousand = events.map((_, at) => (at % 1000 === 999 ? 1 : 0));
  const read = await readAt(events, everyThousand);
  // The messageStart, a delta for each question, what was found with the last one and not read, and the end.
  expect(read.length).toBeLessThanOrEqual(1 + 20 + 3);
  expect(meaningOf(read)).toStrictEqual(meaningOf(events));
});

it('a reader that keeps up gets the very same events', async () => {
  const events = [messageStart(), textDelta('a'), textDelta('b'), messageStop()];
  const read = await readAt(
    events,
    events.map(() => 1),
  );
  expect(read.every((event, at) => event === events[at])).toBe(true);
  expect(read).toHaveLength(events.length);
});
