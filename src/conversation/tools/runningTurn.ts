import type { TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { AsyncSubject, type Observable, type Subscription } from 'rxjs';
import { textOfThrown } from '../../check.js';
import { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { addUsage } from '../../message/addUsage.js';
import { emptyMessage, foldMessage } from '../../message/fold.js';
import { toolCallsOf } from '../../message/toolCall.js';
import { completedSnapshot, failedOutcome, type Outcome } from '../../outcome.js';
import { onAbort } from '../../source/abort.js';
import type { Workshop } from './answerCall.js';
import { historyOf } from './history.js';
import { ToolRuns } from './toolRuns.js';
import type { TurnOutcome } from './turn.js';

/** What a turn needs, and whom it tells how it ended. */
export interface TurnParts {
  readonly events: Observable<ConverseEvent>;
  readonly workshop: Omit<Workshop, 'whyGivenUp'>;
  /** Aborts the tools that still run when the generation has ended; until then it aborts the generation. */
  readonly signal: AbortSignal | undefined;
  /** The usage of the turns before. */
  readonly usageBefore: TokenUsage | undefined;
  /** The reason that tools are told where somebody has stopped it all. */
  readonly whyStopped: () => Error;
  readonly onSettled: (outcome: TurnOutcome) => void;
}

/** A turn under way: it reads the generation, and has its calls answered as soon as they are whole. */
export class RunningTurn {
  readonly events: Observable<ConverseEvent>;
  readonly outcome: Observable<TurnOutcome>;
  readonly runs: ToolRuns;
  private readonly parts: TurnParts;
  private readonly settled = new AsyncSubject<TurnOutcome>();
  private state = emptyMessage;
  private hasSettled = false;
  private unwatch: (() => void) | undefined;

  constructor(parts: TurnParts) {
    this.parts = parts;
    this.events = parts.events;
    this.outcome = this.settled.asObservable();
    this.runs = new ToolRuns(parts.workshop, () => this.settle(completedSnapshot(this.state)));
  }

  start(): Subscription {
    return this.events.subscribe({
      next: (event) => this.read(event),
      error: (error: unknown) => this.settle(failedOutcome(this.state, error)),
      complete: () => {
        // Without its messageStop somebody has stopped it, and its tools with it.
        if (this.state.hasStopped) this.awaitTools();
        else this.stop();
      },
    });
  }

  /** Ends it as it stands; what has not ended by itself is aborted. */
  stop(): void {
    const snapshot = completedSnapshot(this.state);
    // The message may be whole: the turn is not, while it waits for results.
    this.settle(this.callsTools() ? { ...snapshot, status: 'stopped' } : snapshot);
  }

  /** The same where something has failed that is not the generation. */
  fail(error: unknown): void {
    this.settle(failedOutcome(this.state, error));
  }

  /** Ends it because nobody is there any more: that is no failure where nothing is missing but a last word. */
  leave(error: GenerationError): void {
    const isOver = this.state.hasStopped && !this.callsTools();
    if (isOver) this.stop();
    else this.fail(error);
  }

  private callsTools(): boolean {
    return toolCallsOf(this.state).some(({ type }) => type !== 'server_tool_use');
  }

  private whyGivenUp(error: GenerationError | undefined): unknown {
    const { signal, whyStopped } = this.parts;
    if (!error) return whyStopped();
    return signal?.aborted ? signal.reason : error;
  }

  private awaitTools(): void {
    const { signal } = this.parts;
    this.runs.close();
    if (!signal || this.hasSettled) return;
    this.unwatch = onAbort(signal, (reason) => {
      const message = `The tools were aborted by the signal: ${textOfThrown(reason)}`;
      this.fail(new GenerationError('aborted', message, { cause: reason }));
    });
  }

  private read(event: ConverseEvent): void {
    this.state = foldMessage(this.state, event);
    // The end of the message is the end of its blocks, should one have had no stop of its own.
    if (event.contentBlockStop ?? event.messageStop) this.runs.answerAll(toolCallsOf(this.state));
  }

  private settle(how: Outcome): void {
    if (this.hasSettled) return;
    this.hasSettled = true;
    this.unwatch?.();
    this.runs.end(this.whyGivenUp(how.error));
    const { usageBefore, onSettled } = this.parts;
    const { usage } = how;
    const totalUsage = usage && usageBefore ? addUsage(usageBefore, usage) : (usage ?? usageBefore);
    const outcome: TurnOutcome = {
      ...how,
      messages: historyOf(how, this.state, this.runs.now),
      ...(totalUsage ? { totalUsage } : {}),
    };
    this.settled.next(outcome);
    this.settled.complete();
    onSettled(outcome);
  }
}
