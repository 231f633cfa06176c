import { type MonoTypeOperatorFunction, type OperatorFunction, Subject } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { accumulateText, multicastReplay } from 'rx-bedrock/operators';
import { messageStart, textDelta } from 'rx-bedrock/testing';
import { answerTasks } from '../process/answerTasks.js';
import { scanText, shareWithReplaySubject } from '../sharing.js';
import { deltaText } from '../wire/plan.js';
import { median } from '../statistics.js';

interface Sharing {
  share(): MonoTypeOperatorFunction<ConverseEvent>;
  accumulate(): OperatorFunction<ConverseEvent, string>;
}

const sharings = {
  plainRxjs: { share: shareWithReplaySubject, accumulate: scanText },
  rxBedrock: { share: multicastReplay, accumulate: accumulateText },
} satisfies Record<string, Sharing>;

export type SharingName = keyof typeof sharings;

/** How many join each generation, one after the other. */
const joins = 20;

/** What it takes to catch up with a generation that goes on, in microseconds. */
export interface JoinCosts {
  readonly first: number;
  readonly further: number;
}

/** The task is the number of deltas that are missed. */
answerTasks((name: SharingName) => {
  const sharing: Sharing = sharings[name];
  return Promise.resolve((deltas: number): Promise<JoinCosts> => {
    const source = new Subject<ConverseEvent>();
    const generation = source.pipe(sharing.share());
    const early = generation.subscribe();
    source.next(messageStart());
    for (let delta = 0; delta < deltas; delta++) source.next(textDelta(deltaText));

    function join(): number {
      let text = '';
      const start = performance.now();
      const late = generation.pipe(sharing.accumulate()).subscribe((next) => (text = next));
      // The engine lays a joined text out when it is read for the first time: that is part of having it.
      const end = text.charAt(text.length - 1);
      const time = performance.now() - start;
      if (end === '' || text.length !== deltas * deltaText.length) throw new Error('The text is not whole.');
      late.unsubscribe();
      return time * 1_000;
    }

    const costs = { first: join(), further: median(Array.from({ length: joins }, join)) };
    early.unsubscribe();
    return Promise.resolve(costs);
  });
});
