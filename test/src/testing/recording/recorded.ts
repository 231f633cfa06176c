import fc from 'fast-check';
import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { recordGeneration, type RecordGenerationOptions } from 'rx-bedrock/testing';
import { concat, EMPTY, mergeMap, type Observable, of, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { answerFrom, drafts } from '../../../laws/answers.js';

type Options = Omit<RecordGenerationOptions, 'write' | 'scheduler'>;

/** Records a generation from its beginning to its end, in virtual time. */
export function recorded(
  generation: (scheduler: VirtualTimeScheduler) => Observable<ConverseEvent>,
  options: Options = {},
): string {
  const scheduler = new VirtualTimeScheduler();
  const lines: string[] = [];
  const record = recordGeneration({ ...options, scheduler, write: (line) => lines.push(line) });
  generation(scheduler)
    .pipe(record)
    .subscribe({ error: () => undefined });
  scheduler.flush();
  return lines.join('');
}

/** An event, and how long the model took for it, in milliseconds. */
export type Timed = readonly [pause: number, event: ConverseEvent];

/** A generation that takes its time, and ends after the last pause. */
export function timed(
  events: readonly Timed[],
  [pause, end]: readonly [pause: number, end: Observable<never>] = [0, EMPTY],
) {
  return (scheduler: VirtualTimeScheduler): Observable<ConverseEvent> => {
    const after = <T>(ms: number, what: Observable<T>) =>
      ms === 0 ? what : timer(ms, scheduler).pipe(mergeMap(() => what));
    return concat(...events.map(([ms, event]) => after(ms, of(event))), after(pause, end));
  };
}

const pauses = fc.oneof(fc.constant(0), fc.nat({ max: 12 }), fc.nat({ max: 5_000 }));
const causes = fc.option(
  fc.constant(Object.assign(new Error('Slow down.'), { name: 'ThrottlingException' })),
);
const errors = fc
  .record({
    code: fc.constantFrom('throttled', 'truncated', 'network', 'model', 'timeout', 'aborted', 'unknown'),
    message: fc.string(),
    retryable: fc.boolean(),
    response: fc.option(fc.constant({ requestId: 'id-1', attempts: 2 }), { nil: undefined }),
    cause: causes,
  })
  .map(({ code, message, response, ...details }) => {
    return new GenerationError(code, message, { ...details, ...(response ? { response } : {}) });
  });

/** Generations of every kind, whole, stopped or failed, at any pace. */
export const generations: fc.Arbitrary<(scheduler: VirtualTimeScheduler) => Observable<ConverseEvent>> = fc
  .record({
    events: drafts.map(answerFrom),
    length: fc.nat({ max: 40 }),
    pauses: fc.array(pauses, { minLength: 1, maxLength: 40 }),
    error: fc.option(errors, { nil: undefined }),
  })
  .map(({ events, length, pauses: given, error }) => {
    const pause = (index: number) => given[index % given.length]!;
    const some = events.slice(0, length).map((event, index): Timed => [pause(index), event]);
    return timed(some, [pause(length), error ? throwError(() => error) : EMPTY]);
  });
