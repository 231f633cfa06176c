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

  /** @param onSettled - called when no more will be called, and all have a result */
  constructor(workshop: Workshop, onSettled: () => void) {
    this.all = this.broadcast.stream;
    this.slots = new Slots(workshop.concurrency);
    const runs = this.calls.pipe(mergeMap((call) => answerCall(call, workshop, this.slots)));
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

  /** Ends what is still running, and all of it. */
  end(): void {
    // A place that becomes free by this is for nobody.
    this.slots.close();
    this.line.unsubscribe();
    for (const run of this.latest.values()) {
      if (!run.result) this.show({ ...run, status: 'aborted', result: unanswered(run.call.toolUseId) });
    }
    this.broadcast.end(Ending.complete);
  }

  /** What goes back to the model for a call. */
  resultFor(toolUseId: string): ToolResultBlock {
    const runs = [...this.latest.values()];
    return runs.find(({ call }) => call.toolUseId === toolUseId)?.result ?? unanswered(toolUseId);
  }

  private show(run: ToolRun): void {
    this.latest.set(run.call.blockIndex, run);
    this.broadcast.next(run);
  }
}

function unanswered(toolUseId: string): ToolResultBlock {
  return errorResult({ toolUseId }, 'The call was aborted before it had a result.');
}

function replaceRun(runs: readonly ToolRun[], run: ToolRun): readonly ToolRun[] {
  const others = runs.filter(({ call }) => call.blockIndex !== run.call.blockIndex);
  return [...others, run].sort((one, other) => one.call.blockIndex - other.call.blockIndex);
}
