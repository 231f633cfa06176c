import type { ToolResultBlock } from '@aws-sdk/client-bedrock-runtime';
import { from, isObservable, mergeMap, Observable, of, type SchedulerLike, type Subscriber, tap } from 'rxjs';
import { textOfThrown } from '../../check.js';
import type { ToolCall } from '../../message/toolCall.js';
import { isPromiseLike } from '../promiseLike.js';
import { errorResult, resultOf } from './result.js';
import type { Tool } from './tool.js';
import type { ToolRun } from './toolRun.js';

/** How long a tool may run. */
export interface ToolPatience {
  /** In milliseconds; 0 means for ever. */
  readonly timeout: number;
  readonly scheduler: SchedulerLike;
}

/** What those are told who are given up. */
export interface GivingUp {
  /** Why all was given up: the reason that its signal has where a tool is left before its end. */
  readonly whyGivenUp: () => unknown;
}

/** Runs a tool with an input that is valid: the run as it changes, to its end. Never errors; who leaves aborts it. */
export function runTool(
  tool: Tool,
  input: unknown,
  call: ToolCall,
  patience: ToolPatience & GivingUp,
): Observable<ToolRun> {
  return new Observable((subscriber) => {
    new Running(subscriber, call).begin(tool, input, patience);
  });
}

class Running {
  private readonly subscriber: Subscriber<ToolRun>;
  private readonly controller = new AbortController();
  private run: ToolRun;
  private last: unknown;

  constructor(subscriber: Subscriber<ToolRun>, call: ToolCall) {
    this.subscriber = subscriber;
    this.run = { call, status: 'running' };
  }

  begin(tool: Tool, input: unknown, { timeout, scheduler, whyGivenUp }: ToolPatience & GivingUp): void {
    const { subscriber } = this;
    subscriber.add(() => {
      if (!this.run.result) this.controller.abort(whyGivenUp());
    });
    this.show({});
    if (timeout > 0) {
      subscriber.add(scheduler.schedule(() => this.giveUp(timeout), timeout));
    }
    // Whoever saw it begin may have stopped it.
    if (subscriber.closed) return;
    const work = this.emissionsOf(tool, input).subscribe({
      next: (value) => (this.last = value),
      error: (error: unknown) => this.fail(error),
      complete: () => this.finish(),
    });
    subscriber.add(work);
  }

  /** What the tool returns, one way or the other. */
  private emissionsOf(tool: Tool, input: unknown): Observable<unknown> {
    const progress = (value: unknown) => {
      if (!this.subscriber.closed) this.show({ progress: value });
    };
    const shown = (value: unknown): Observable<unknown> =>
      isObservable(value) ? value.pipe(tap(progress)) : of(value);
    return new Observable((worker) => {
      const returned = tool.run(input, { signal: this.controller.signal, progress });
      const emissions = isPromiseLike(returned) ? from(returned).pipe(mergeMap(shown)) : shown(returned);
      return emissions.subscribe(worker);
    });
  }

  private finish(): void {
    let result: ToolResultBlock;
    try {
      result = resultOf(this.run.call, this.last);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.end({ status: 'complete', result });
  }

  private giveUp(timeout: number): void {
    const error = new DOMException(`The tool took longer than ${timeout} ms.`, 'TimeoutError');
    this.controller.abort(error);
    this.fail(error);
  }

  private fail(error: unknown): void {
    this.end({ status: 'failed', error, result: errorResult(this.run.call, textOfThrown(error)) });
  }

  private end(changes: Partial<ToolRun>): void {
    this.show(changes);
    this.subscriber.complete();
  }

  private show(changes: Partial<ToolRun>): void {
    this.run = { ...this.run, ...changes };
    this.subscriber.next(this.run);
  }
}
