import type { Message, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { type Observable, ReplaySubject, Subscription } from 'rxjs';
import { GenerationError, toGenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { Ending } from '../../sharing/ending.js';
import { launch } from '../../sharing/launch.js';
import { markShared } from '../../sharing/shareLatest.js';
import { Attendance } from '../attendance.js';
import { Broadcast, keepAll } from '../broadcast.js';
import { forOthers } from '../frozenCopy.js';
import type { Workshop } from './answerCall.js';
import { RunningTurn } from './runningTurn.js';
import { type Turn, type TurnOutcome, wouldGoOn } from './turn.js';

/** How the turns go. */
export interface LoopOptions extends Workshop {
  /**
   * Asks for a turn.
   * @param messages - what the turns before have added to the history
   * @param stop - completes the generation with its first value
   * @returns a generation, shared
   */
  readonly ask: (messages: readonly Message[], stop: Observable<unknown>) => Observable<ConverseEvent>;
  readonly maxTurns: number;
  readonly stopWhen: ((outcome: TurnOutcome) => boolean) | undefined;
  readonly grace: number;
  readonly signal: AbortSignal | undefined;
  readonly stop: Observable<unknown> | undefined;
}

/** One generation after the other, and the tools that they call, for everybody who follows any of them. */
export class TurnLoop {
  readonly turns: Observable<Turn>;
  private readonly options: LoopOptions;
  private readonly attendance: Attendance;
  private readonly broadcast = new Broadcast<Turn>(keepAll);
  /** Tells the generation, if one is running, that somebody stops it all. */
  private readonly stopping = new ReplaySubject<unknown>(1);
  private readonly history: Message[] = [];
  private usage: TokenUsage | undefined;
  private count = 0;
  private current: RunningTurn;
  /** All that is held while it runs. */
  private line = new Subscription();
  private hasBegun = () => false;
  private isStopped = false;
  private whyStopped: Error = new DOMException('The turns were stopped.', 'AbortError');

  constructor(options: LoopOptions) {
    this.options = options;
    const attended = {
      begin: () => this.begin(),
      hasBegun: () => this.hasBegun(),
      rewind: () => this.rewind(),
      abandon: () => this.abandon(),
    };
    this.attendance = new Attendance(attended, options.grace);
    this.turns = this.attendance.counted(this.broadcast.stream);
    // Here and now, so that what is wrong with the request is said at the call.
    this.current = this.open();
    this.announce();
  }

  private open(): RunningTurn {
    const { options } = this;
    const events = options.ask(this.history.slice(), this.stopping);
    return new RunningTurn({
      events,
      workshop: options,
      signal: options.signal,
      usageBefore: this.usage,
      whyStopped: () => this.whyStopped,
      onSettled: (outcome) => this.advance(outcome),
    });
  }

  private announce(): void {
    const { attendance } = this;
    const { events, runs, outcome } = this.current;
    this.broadcast.next({
      index: this.count++,
      events: markShared(attendance.counted(events)),
      toolRuns: attendance.counted(runs.all),
      outcome: attendance.counted(outcome),
    });
  }

  private begin(): void {
    this.line = new Subscription();
    const { line, options, current } = this;
    const stop = options.stop?.subscribe({
      next: (reason) => this.stop(reason),
      error: (error: unknown) => this.fail(error),
    });
    line.add(stop);
    // It may have been stopped before it began.
    if (line.closed) return;
    launch((hasBegun) => {
      this.hasBegun = hasBegun;
      line.add(current.start());
    });
  }

  private rewind(): void {
    this.hasBegun = () => false;
    this.line.unsubscribe();
  }

  /** @param reason - whatever the one that stops has emitted: a click, say, which is no reason */
  private stop(reason: unknown): void {
    this.isStopped = true;
    if (reason instanceof Error) this.whyStopped = reason;
    this.stopping.next(undefined);
    this.current.stop();
  }

  /** The one that stops has failed. */
  private fail(error: unknown): void {
    this.stopping.error(error);
    this.current.fail(error);
  }

  private abandon(): void {
    this.current.leave(leftByAll());
  }

  private advance(outcome: TurnOutcome): void {
    this.history.push(...outcome.messages);
    this.usage = outcome.totalUsage;
    try {
      if (outcome.error) this.end(Ending.error(outcome.error));
      else if (this.goesOn(outcome)) this.goOn();
      else this.end(Ending.complete);
    } catch (error) {
      this.end(Ending.error(toGenerationError(error, outcome)));
    }
  }

  private goesOn(outcome: TurnOutcome): boolean {
    const { maxTurns, stopWhen } = this.options;
    const mayGoOn = wouldGoOn(outcome) && !this.isStopped && this.count < maxTurns;
    return mayGoOn && !stopWhen?.(forOthers(outcome));
  }

  private goOn(): void {
    this.current = this.open();
    this.announce();
    // Whoever heard of it may have stopped it, or left.
    if (!this.line.closed) this.line.add(this.current.start());
  }

  private end(ending: Ending): void {
    this.attendance.end();
    this.broadcast.end(ending);
    this.line.unsubscribe();
  }
}

/** Why there is no more, for who comes when the last one has left. */
function leftByAll(): GenerationError {
  const message =
    'The run with its tools was closed when its last subscriber left; who comes later gets what had happened until ' +
    'then. To wait for the next subscriber use `grace`.';
  return new GenerationError('aborted', message);
}
