import { asyncScheduler, defer, Observable, race, retry, type SchedulerLike, timer } from 'rxjs';
import { checkFunction, checkMilliseconds, checkNumber, checkOptions } from '../check.js';
import { GenerationError, withDetails } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { attemptsIn, type ResponseInfo } from '../response.js';
import { checkScheduler } from '../timing/clock.js';
import { onAbort } from './abort.js';
import { heldBeforeContent } from './beforeContent.js';
import { retryAfterOf } from './sdkMetadata.js';

/** A request that failed, and is made again. */
export interface RetryNotice {
  /** How many requests have been made until now, the SDK's own attempts included. */
  attempts: number;
  /** How long it is until the next one, in milliseconds. */
  delay: number;
  /** Why the last one failed. */
  error: GenerationError;
}

/** How often and how long to try while nothing has been shown yet. */
export interface RetryOptions {
  /**
   * Until how many requests have been made it goes on. Those that the SDK makes by itself (three, unless its
   * `maxAttempts` says otherwise) are among them: what the SDK has already tried three times is not tried again by
   * default, and what it does not try again by itself is. The last `send` may still take the SDK beyond it: with
   * `maxAttempts: 1` of the client it never does.
   * @default 3
   */
  attempts?: number | undefined;
  /**
   * The longest delay before the second request, in milliseconds; it doubles with every further one, and each time a
   * random part of it is waited. After `throttled` it is five times as long.
   * @default 200
   */
  initialDelay?: number | undefined;
  /**
   * The longest delay that is ever waited, in milliseconds, but for what Bedrock itself asks for (`retry-after`).
   * @default 20_000
   */
  maxDelay?: number | undefined;
  /**
   * How long to go on trying, in milliseconds since the subscription: no delay begins that would end later.
   * @default 120_000
   */
  maxElapsed?: number | undefined;
  /** Called before each delay. */
  onRetry?: ((notice: RetryNotice) => void) | undefined;
  /**
   * What the delays are waited on.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
}

/** Throws if an option cannot be meant. */
export function checkRetry(name: string, options: RetryOptions, rule?: string): void {
  const fix = 'Pass { attempts: 3 }, say, or leave it out for the default.';
  checkOptions(name, options, fix, rule);
  const { attempts, initialDelay, maxDelay, maxElapsed, onRetry, scheduler } = options;
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  if (attempts !== undefined)
    checkNumber(`${name}.attempts`, attempts, isCount, 'a whole number, 1 or more', fix);
  for (const [member, value] of Object.entries({ initialDelay, maxDelay, maxElapsed })) {
    if (value !== undefined) checkMilliseconds(`${name}.${member}`, value, 'Leave it out for the default.');
  }
  if (onRetry !== undefined) {
    checkFunction(`${name}.onRetry`, onRetry, 'It is called with { attempts, delay, error }.');
  }
  checkScheduler(`${name}.scheduler`, scheduler);
}

/**
 * The same events, from as many attempts as it takes until one of them has something to show.
 * @param signal - what the attempts abort with: then there is nothing to wait for
 */
export function retried(
  source: Observable<ConverseEvent>,
  options: RetryOptions,
  signal?: AbortSignal,
): Observable<ConverseEvent> {
  return defer(() => {
    const course = new Course(options, signal);
    const attempt = heldBeforeContent(source, (response) => course.serve(response));
    return attempt.pipe(retry({ delay: (error: unknown) => course.after(error) }));
  });
}

/** The attempts of one subscription, until one of them serves. */
class Course {
  private readonly options: RetryOptions;
  private readonly signal: AbortSignal | undefined;
  private readonly scheduler: SchedulerLike;
  private readonly began: number;
  private isServing = false;
  private isAborted = false;
  /** How many requests have failed. */
  private failed = 0;

  constructor(options: RetryOptions, signal: AbortSignal | undefined) {
    this.options = options;
    this.signal = signal;
    this.scheduler = options.scheduler ?? asyncScheduler;
    this.began = this.scheduler.now();
  }

  /** From now on an error is final; says what to tell of the exchange. */
  serve(response: ResponseInfo | undefined): ResponseInfo | undefined {
    this.isServing = true;
    if (this.failed === 0) return response;
    return { ...response, attempts: this.failed + attemptsIn(response) };
  }

  /** When to try again after an error; throws where there is no trying again. */
  after(error: unknown): Observable<unknown> {
    if (!(error instanceof GenerationError)) throw error;
    const attempts = this.failed + this.requestsOf(error);
    const told = this.failed > 0 ? withDetails(error, { response: { ...error.response, attempts } }) : error;
    const { attempts: most = 3, maxElapsed = 120_000, onRetry } = this.options;
    if (this.isServing || !error.retryable || attempts >= most) throw told;
    this.failed = attempts;
    const delay = this.delayAfter(error);
    if (this.scheduler.now() + delay - this.began > maxElapsed) throw told;
    onRetry?.({ attempts, delay, error: told });
    return race(timer(delay, this.scheduler), this.aborted());
  }

  private requestsOf({ response }: GenerationError): number {
    // Aborted between two requests, the next attempt fails before it has made one.
    return this.isAborted ? 0 : attemptsIn(response);
  }

  /** Full jitter: those who were turned away together do not come back together. */
  private delayAfter(error: GenerationError): number {
    const { initialDelay = 200, maxDelay = 20_000 } = this.options;
    const first = error.code === 'throttled' ? 5 * initialDelay : initialDelay;
    const longest = Math.min(first * 2 ** Math.min(this.failed - 1, 31), maxDelay);
    return Math.max(Math.round(Math.random() * longest), retryAfterOf(error.cause) ?? 0);
  }

  /** Emits when the signal aborts, so that the next attempt, which cannot but abort, says so at once. */
  private aborted(): Observable<void> {
    return new Observable((subscriber) => {
      if (!this.signal) return undefined;
      return onAbort(this.signal, () => {
        this.isAborted = true;
        subscriber.next();
      });
    });
  }
}
