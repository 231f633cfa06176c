import type { ToolResultBlock } from '@aws-sdk/client-bedrock-runtime';
import { mergeMap, type Observable, Subject, type Subscription } from 'rxjs';
import type { ToolCall } from '../../message/toolCall.js';
import { Ending } from '../../sharing/ending.js';
import { Broadcast } from '../broadcast.js';
import { answerCall, type Workshop } from './answerCall.js';
import { errorResult } from './result.js';
import { Slots } from './slots.js';
import type { ToolRun } from './toolRun.js';

/** The runs of the tools that a message calls, from the first call to the last result. */
export class ToolRuns {
  /** Each run, again with every change; who comes late gets each as it stands, in the order of the calls. */
  readonly all: Observable<ToolRun>;
  private readonly broadcast = new Broadcast<ToolRun>(replaceRun);
  private readonly calls = new Subject<ToolCall>();
  /** As they stand, by the index of their block. */
  private readonly latest = new Map<number, ToolRun>();
  private readonly line: Subscription;
  private readonly slots: Slots;
  private reason: unknown;

  /** @param onSettled - called when no more will be called, and all have a result */
  constructor(workshop: Omit<Workshop, 'whyGivenUp'>, onSettled: () => void) {
    this.all = this.broadcast.stream;
    this.slots = new Slots(workshop.concurrency);
    const whole = { ...workshop, whyGivenUp: () => this.reason };
    const runs = this.calls.pipe(mergeMap((call) => answerCall(call, whole, this.slots)));
    // eslint-disable-next-line rxjs-x/no-ignored-error -- whatever goes wrong is a run that has failed
    this.line = runs.subscribe({
      next: (run) => this.show(run),
      complete: onSettled,
    });
  }

  /** Answers those that are whole and have no answer yet; what Bedrock runs itself is left to it. */
  answerAll(calls: readonly ToolCall[]): void {
    for (const call of calls) {
      const isOurs = call.status !== 'streaming' && call.type !== 'server_tool_use';
      if (!isOurs || this.latest.has(call.blockIndex)) continue;
      this.latest.set(call.blockIndex, { call, status: 'waiting' });
      this.calls.next(call);
    }
  }

  /** Says that no more will be called. */
  close(): void {
    this.calls.complete();
  }

  /**
   * Ends what is still running, and all of it.
   * @param reason - what the signals of those that are running say
   */
  end(reason: unknown): void {
    this.reason = reason;
    // A place that becomes free by this is for nobody.
    this.slots.close();
    this.line.unsubscribe();
    for (const run of this.latest.values()) {
      if (!run.result) this.show({ ...run, status: 'aborted', result: unanswered(run.call.toolUseId) });
    }
    this.broadcast.end(Ending.complete);
  }

  /** Each as it stands, in the order of the calls. */
  get now(): readonly ToolRun[] {
    return [...this.latest.values()].sort(byBlock);
  }

  private show(run: ToolRun): void {
    this.latest.set(run.call.blockIndex, run);
    this.broadcast.next(run);
  }
}

/**
 * What goes back to the model for these calls, in their order: a model may have used an id twice.
 * @param runs - in the order of the calls
 */
export function resultsOf(runs: readonly ToolRun[], toolUseIds: readonly string[]): ToolResultBlock[] {
  const left = [...runs];
  return toolUseIds.map((toolUseId) => {
    const at = left.findIndex(({ call }) => call.toolUseId === toolUseId);
    const [run] = at < 0 ? [] : left.splice(at, 1);
    return run?.result ?? unanswered(toolUseId);
  });
}

function unanswered(toolUseId: string): ToolResultBlock {
  return errorResult({ toolUseId }, 'The call was aborted before it had a result.');
}

function replaceRun(runs: readonly ToolRun[], run: ToolRun): readonly ToolRun[] {
  const others = runs.filter(({ call }) => call.blockIndex !== run.call.blockIndex);
  return [...others, run].sort(byBlock);
}

function byBlock(one: ToolRun, other: ToolRun): number {
  return one.call.blockIndex - other.call.blockIndex;
}
