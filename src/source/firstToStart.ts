import {
  asyncScheduler,
  BehaviorSubject,
  catchError,
  defer,
  filter,
  merge,
  NEVER,
  type Observable,
  race,
  type SchedulerLike,
  switchMap,
  take,
  throwError,
  timer,
} from 'rxjs';
import { checkMilliseconds, checkOptions } from '../check.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { checkScheduler } from '../timing/clock.js';
import { heldBeforeContent } from './beforeContent.js';
import {
  attemptsOf,
  checkCandidates,
  eventsOf,
  failedBy,
  isDeliberate,
  servedBy,
  type SourceCandidate,
} from './candidates.js';

/** What `firstToStart` understands. */
export interface FirstToStartOptions {
  /**
   * How long the sources so far may show nothing until the next one is asked too, in milliseconds.
   * @default 2_000
   */
  delay?: number | undefined;
  /**
   * What the delays are waited on.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Asks a second source when the first has shown nothing for a while, and takes the one that starts first.
 *
 * <span class="informal">Hedging: the slowest requests cost a second one, and nobody waits for them.</span>
 *
 * The first source to show content serves; all others are closed at once. A source that fails before content is out,
 * and where no other is under way the next one is asked without a delay; only when all have failed is there an error,
 * the last one. Every source that was asked is billed for what it had generated. `response.source` says which one
 * served, by its position, and `response.attempts` counts the requests of all. Share the result with
 * `multicastReplay()`.
 *
 * ```text
 * source 0                   -s--------            nothing to show
 * source 1, after the delay       -s-a----b-e-m|
 * firstToStart(sources)      --------(sa)-b-e-m|   source 0 is closed when a comes
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { firstToStart, fromConverseStream, userMessage } from 'rx-bedrock';
 * import { multicastReplay, selectText } from 'rx-bedrock/operators';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * const ask = (region: string) => () => fromConverseStream(new BedrockRuntimeClient({ region }), input);
 * const generation = firstToStart([ask('us-east-1'), ask('us-west-2')], { delay: 1_500 }).pipe(multicastReplay());
 * generation.pipe(selectText()).subscribe({ next: (text) => console.log(text), error: console.error });
 * ```
 *
 * @param sources - Observables of events, or functions that make them when it is their turn
 * @param options - see {@link FirstToStartOptions}
 * @returns a cold Observable of the events of the one that starts first
 * @throws TypeError, RangeError - at once, when there is no source, or an option cannot be meant
 * @see {@link fallback} to ask the next one only when the one before it has failed
 */
export function firstToStart(
  sources: readonly SourceCandidate[],
  options: FirstToStartOptions = {},
): Observable<ConverseEvent> {
  checkCandidates('firstToStart', sources);
  // The list is the caller's, who may go on with it.
  const candidates = [...sources];
  checkOptions('The options of firstToStart()', options, 'Pass { delay }, or leave them out.');
  const { delay = 2_000, scheduler = asyncScheduler } = options;
  checkMilliseconds('options.delay', delay, 'Pass 0 to ask all at once.');
  checkScheduler('options.scheduler', scheduler);
  return defer(() => {
    const field = new Field(candidates.length);
    const from = (position: number): Observable<ConverseEvent> => {
      const events = defer(() => eventsOf('firstToStart', candidates[position]!, position));
      const attempt = field.run(position, events);
      if (position === candidates.length - 1) return attempt;
      const turn = merge(timer(delay, scheduler), field.empty).pipe(take(1));
      return race(attempt, turn.pipe(switchMap(() => from(position + 1))));
    };
    return from(0);
  });
}

/** Those that run, and those that are out. */
class Field {
  private readonly size: number;
  private readonly running = new BehaviorSubject(0);
  private out = 0;
  /** How many requests the ones that are out have made. */
  private wasted = 0;
  /** Emits when nobody is running, but somebody still could. */
  readonly empty: Observable<unknown> = this.running.pipe(filter((count) => count === 0));

  constructor(size: number) {
    this.size = size;
  }

  /** The events of one from its content on; silence where it fails before that, unless it was the last one in. */
  run(position: number, events: Observable<ConverseEvent>): Observable<ConverseEvent> {
    return defer(() => {
      this.running.next(this.running.value + 1);
      let others: number | undefined;
      const attempt = heldBeforeContent(events, (response) => {
        others = this.others();
        return servedBy(position, response, others);
      });
      return attempt.pipe(
        catchError((thrown: unknown) => {
          if (others === undefined) return this.drop(position, thrown);
          return throwError(() => failedBy(position, thrown, others ?? 0));
        }),
      );
    });
  }

  private drop(position: number, thrown: unknown): Observable<never> {
    const others = this.others();
    this.out += 1;
    this.wasted += attemptsOf(thrown);
    const isDecided = thrown instanceof GenerationError && isDeliberate(thrown);
    if (isDecided || this.out === this.size) return throwError(() => failedBy(position, thrown, others));
    this.running.next(this.running.value - 1);
    return NEVER;
  }

  /** How many requests were made beside those of one that runs: of the others that run, one each. */
  private others(): number {
    return this.wasted + this.running.value - 1;
  }
}
