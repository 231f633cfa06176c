import type { MonoTypeOperatorFunction } from 'rxjs';
import { checkSource } from '../src/check.js';
import { GenerationError } from '../src/errors.js';
import type { ConverseEvent } from '../src/events.js';
import { type Budget, checkBudget, excessOf } from '../src/message/budget.js';
import { partialOf } from '../src/message/snapshotOf.js';
import { foldUsage, noUsage } from '../src/message/usage.js';
import { relay } from '../src/relay.js';
import { ReplayLog } from '../src/sharing/replayLog.js';

/**
 * Ends a generation when it has used more than it may.
 *
 * <span class="informal">A model that does not find an end is cut off before the bill is.</span>
 *
 * The delta that passes the budget still goes through; then the stream errors with code `budget` and all that had
 * arrived, status `stopped`, and the request is closed. Until Bedrock tells the usage, after the last word, tokens are
 * estimated. What passes the budget with or after messageStop is no error: it has been paid. Put it `upstream`, where it
 * counts for everybody at once and as the events come; with `holdUntilSafe` there, before that one, which lets a whole
 * message go at once.
 *
 * ```text
 * in                             s-a-b-c-d-e-m|     a b c d words of some tokens
 * takeWhileBudget({ chars: 9 })  s-a-b-(c#)         # code 'budget', with the text of a b c
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converse, userMessage } from 'rx-bedrock';
 * import { takeWhileBudget, trackState } from 'rx-bedrock/operators';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Count to a million.')] };
 * const prices = { inputPerMillion: 0.035, outputPerMillion: 0.14 };
 * converse(new BedrockRuntimeClient(), input, { upstream: takeWhileBudget({ cost: 0.01, prices }) })
 *   .pipe(trackState())
 *   .subscribe(({ status, text, error }) => console.log(status, text, error?.code));
 * ```
 *
 * @param budget - see {@link Budget}
 * @returns an operator that changes nothing of a generation within its budget
 * @throws TypeError, RangeError - at once, when the budget limits nothing, or cannot be meant
 * @see {@link accumulateUsage} to see it coming
 */
export function takeWhileBudget(budget: Budget): MonoTypeOperatorFunction<ConverseEvent> {
  checkBudget(budget);
  return (source) =>
    relay(checkSource('takeWhileBudget', source), (subscriber) => {
      const record = new ReplayLog();
      let used = noUsage;
      let isWhole = false;
      return {
        next: (event) => {
          record.append(event);
          isWhole ||= event.messageStop !== undefined;
          const before = used;
          used = foldUsage(used, event);
          subscriber.next(event);
          const excess = used === before || isWhole ? undefined : excessOf(used, budget);
          if (!excess) return;
          const message = `The generation was ended because its budget is used up: ${excess}.`;
          subscriber.error(new GenerationError('budget', message, { partial: partialOf(record.fold()) }));
        },
      };
    });
}
