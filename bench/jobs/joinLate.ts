import { type MonoTypeOperatorFunction, type OperatorFunction, Subject } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { accumulateText, multicastReplay } from 'rx-bedrock/operators';
import { messageStart, textDelta } from 'rx-bedrock/testing';
import { answerTasks } from '../process/answerTasks.js';
import { scanText, shareWithReplaySubject } from '../sharing.js';
import { median } from '../statistics.js';
import { deltaText } from '../wire/plan.js';

interface Sharing {
  share(): MonoTypeOperatorFunction<ConverseEvent>;
  accumulate(): OperatorFunction<ConverseEvent, string>;
}

const sharings = {
  plainRxjs: { share: shareWithReplaySubject, accumulate: scanText },
  rxBedrock: { share: multicastReplay, accumulate: accumulateText },
} satisfies Record<string, Sharing>;

export type SharingName = keyof typeof sharings;

/** How many more join each generation, one after the other. */
const joins = 20;

/** What it takes to catch up with a generation that goes on, in microseconds. */
export interface JoinCosts {
  /** Until the full text is there, for the first who comes late: nobody has taken this way for 50,000 events. */
  readonly first: number;
  /** To read it for the first time: the engine lays a joined text out then, once for all who have it. */
  readonly firstRead: number;
  /** Until the full text is there, for those who come after that. */
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

    function join(): { toText: number; toRead: number } {
      let text = '';
      const start = performance.now();
      const late = generation.pipe(sharing.accumulate()).subscribe((next) => (text = next));
      const joined = performance.now();
      const end = text.charAt(text.length - 1);
      const read = performance.now();
      if (end === '' || text.length !== deltas * deltaText.length) throw new Error('The text is not whole.');
      late.unsubscribe();
      return { toText: (joined - start) * 1_000, toRead: (read - joined) * 1_000 };
    }

    const { toText: first, toRead: firstRead } = join();
    const further = median(Array.from({ length: joins }, () => join().toText));
    early.unsubscribe();
    return Promise.resolve({ first, firstRead, further });
  });
});
