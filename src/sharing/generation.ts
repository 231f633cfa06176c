import { Observable, Subscriber, type Subscription } from 'rxjs';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import type { MessageState } from '../message/fold.js';
import type { MessageSnapshot } from '../message/snapshot.js';
import { partialOf } from '../message/snapshotOf.js';
import { Audience } from './audience.js';
import { Ending } from './ending.js';
import { afterGrace } from './grace.js';
import { beginsWhen, isLaunching, launch, outsideLaunch } from './launch.js';
import { ReplayLog } from './replayLog.js';
import { tell } from './isolate.js';
import { markShared } from './shareLatest.js';

/** How a generation is shared. */
export interface SharingOptions {
  /**
   * Where to keep what late subscribers have missed.
   * @default a log of its own
   */
  log?: ReplayLog;
  /** How long to wait after the last subscriber has left before the source is closed, in milliseconds. */
  grace: number;
  /**
   * Whether the source has begun: left before that, it is as if nobody had come.
   * @default what the source says while it is subscribed to; most begin with that
   */
  hasBegun?: () => boolean;
  /** Makes the source's error into the one that subscribers get. */
  toError?: (error: unknown, partial: MessageSnapshot) => unknown;
}

/** One subscription to the source, however many subscribe to the result, and whenever. */
export function shareGeneration(
  source: Observable<ConverseEvent>,
  options: SharingOptions,
): Observable<ConverseEvent> {
  const generation = new Generation(source, options);
  return markShared(
    new Observable((subscriber) => {
      generation.join(subscriber);
    }),
  );
}

class Generation {
  private readonly source: Observable<ConverseEvent>;
  private readonly options: SharingOptions;
  private readonly log: ReplayLog;
  private readonly audience = new Audience<ConverseEvent>();
  /** `idle` until somebody comes, `over` from the moment that the source has ended or was closed. */
  private phase: 'idle' | 'running' | 'over' = 'idle';
  /** The line to the source, while it runs. */
  private line: Subscriber<ConverseEvent> | undefined;
  private hasBegun = () => false;
  /** What everybody is told at last; it may still have to wait for its turn when the source is over. */
  private ending: Ending | undefined;
  private isDelivering = false;
  /** What arrived during a delivery waits for its turn, so that everybody gets everything in the same order. */
  private readonly waiting: (ConverseEvent | Ending)[] = [];
  private grace: Subscription | undefined;

  constructor(source: Observable<ConverseEvent>, options: SharingOptions) {
    this.source = source;
    this.options = options;
    this.log = options.log ?? new ReplayLog();
  }

  join(subscriber: Subscriber<ConverseEvent>): void {
    // Shared again by somebody else, we have begun when our source has.
    beginsWhen(() => this.phase === 'over' || this.hasBegun());
    this.grace?.unsubscribe();
    this.audience.admit(subscriber, () => {
      this.leave();
    });
    if (this.isDelivering) this.catchUp(subscriber);
    else this.takeTurn(subscriber);
    if (this.phase === 'idle' && !subscriber.closed) this.begin();
  }

  private leave(): void {
    if (!this.audience.isEmpty || this.phase !== 'running') return;
    const { grace } = this.options;
    if (!this.hasBegun()) this.rewind();
    else if (grace === 0) this.abandon();
    else if (grace < Number.POSITIVE_INFINITY) this.abandonAfter(grace);
  }

  private begin(): void {
    this.phase = 'running';
    launch((hasBegun) => {
      this.hasBegun = this.options.hasBegun ?? hasBegun;
      // The wrapper gives us the line before the source can emit: a synchronous one may be left half-way.
      const opened = new Observable<ConverseEvent>((line) => {
        this.line = line;
        return this.source.subscribe(line);
      });
      // eslint-disable-next-line rxjs-x/no-ignored-subscription -- it is the line
      opened.subscribe({
        next: (event) => {
          this.receive(event);
        },
        error: (error: unknown) => {
          this.receive(Ending.error(error));
        },
        complete: () => {
          this.receive(Ending.complete);
        },
      });
    });
  }

  /** Nothing was sent yet: as if nobody had come, so that the next one begins anew. */
  private rewind(): void {
    this.log.clear();
    this.hasBegun = () => false;
    this.closeLine('idle');
  }

  private abandonAfter(grace: number): void {
    this.grace = afterGrace(grace, () => {
      this.abandon();
    });
  }

  private abandon(): void {
    const seen = this.log.fold();
    this.ending = seen.hasStopped ? Ending.complete : Ending.error(leftBy(seen));
    this.closeLine('over');
  }

  private closeLine(phase: 'idle' | 'over'): void {
    this.phase = phase;
    this.waiting.length = 0;
    this.line?.unsubscribe();
  }

  private receive(notification: ConverseEvent | Ending): void {
    if (notification instanceof Ending) {
      this.phase = 'over';
      this.grace?.unsubscribe();
    }
    if (this.isDelivering) this.waiting.push(notification);
    else if (isLaunching()) {
      // A subscriber may subscribe to something else while we are still subscribing to the source.
      outsideLaunch(() => {
        this.takeTurn(notification);
      });
    } else this.takeTurn(notification);
  }

  /** Delivers one notification alone, or lets one subscriber catch up, and then delivers what has come up meanwhile. */
  private takeTurn(first: ConverseEvent | Ending | Subscriber<ConverseEvent>): void {
    this.isDelivering = true;
    try {
      if (first instanceof Subscriber) this.catchUp(first);
      else this.deliver(first);
      while (this.waiting.length > 0) this.deliver(this.waiting.shift()!);
    } finally {
      this.isDelivering = false;
    }
  }

  private deliver(notification: ConverseEvent | Ending): void {
    if (notification instanceof Ending) {
      this.settle(notification);
      return;
    }
    this.log.append(notification);
    this.audience.tell(notification);
  }

  private settle(ending: Ending): void {
    const { toError } = this.options;
    this.ending = toError ? ending.mapError((error) => toError(error, partialOf(this.log.fold()))) : ending;
    this.audience.dismiss(this.ending);
  }

  private catchUp(subscriber: Subscriber<ConverseEvent>): void {
    for (const event of this.log) {
      if (subscriber.closed) return;
      tell(subscriber, event);
    }
    this.ending?.reach(subscriber);
  }
}

/** Why there is no more, for who comes when the last one has left. */
function leftBy(seen: MessageState): GenerationError {
  const message =
    'The generation was closed when its last subscriber left; who comes later gets what had arrived until then. ' +
    'To wait for the next subscriber use `grace`; to ask again use defer(() => converse(…)).';
  return new GenerationError('aborted', message, { partial: partialOf(seen) });
}
