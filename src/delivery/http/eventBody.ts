import { defer, map, type Observable, type SchedulerLike, Subscription } from 'rxjs';
import { tied } from '../../relay.js';
import type { End, LogEntry } from '../log.js';
import { endFrame, eventFrame, heartbeatFrame, retryFrame } from '../sse/frames.js';

/** How much may wait for a reader, in bytes: more is left in the log. */
const most = 16_384;

/** How often to look into the log for a reader that takes nothing, in milliseconds: who looks is counted for two seconds. */
const lookEvery = 1_000;

/** What a body is made of, and when it is over. All times in milliseconds. */
export interface BodyPlan {
  readonly after: number;
  /** The log behind a place. */
  tail(after: number): Observable<LogEntry>;
  /** How the reading ended; undefined where that is not known now, and the reader should come back. Never rejects. */
  endOf(failure: { error: unknown } | undefined): Promise<End | undefined>;
  readonly heartbeat: number;
  readonly maxAge: number;
  readonly scheduler: SchedulerLike;
  /** Called once, when nothing will be read any more. */
  onClose(): void;
}

/** An entry of the log as a reader gets it. */
interface WrittenEntry {
  readonly seq: number;
  readonly frame: string;
}

/** The frames of one response, as fast as its reader takes them. */
export function eventBody(plan: BodyPlan): ReadableStream<Uint8Array> {
  return new ReadableStream(new EventBody(plan), new ByteLengthQueuingStrategy({ highWaterMark: most }));
}

/**
 * What a reader does not take is not kept for it: the log is left, and read again from there when it goes on. So a
 * reader that never reads costs no more than what fits into the line. Until it has gone it is a reader all the same, and
 * the log is told so by a look into it.
 */
class EventBody implements UnderlyingDefaultSource<Uint8Array> {
  private readonly plan: BodyPlan;
  private readonly timers = new Subscription();
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private seq: number;
  private tailing: Subscription | undefined;
  /** The next look, while nothing is read. */
  private looking: Subscription | undefined;
  /** What has come in this task, to go out as one chunk. */
  private waiting = '';
  private isClosed = false;

  constructor(plan: BodyPlan) {
    this.plan = plan;
    this.seq = plan.after;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.controller = controller;
    this.send(retryFrame);
    const { heartbeat, maxAge, scheduler } = this.plan;
    const beat = () => this.beat();
    this.timers.add(
      scheduler.schedule(function () {
        beat();
        this.schedule(undefined, heartbeat);
      }, heartbeat),
    );
    // Without the last frame: whoever reads comes back, perhaps to another process.
    if (maxAge !== Infinity) this.timers.add(scheduler.schedule(() => this.close(), maxAge));
  }

  /** Called whenever there is room; a little room is no reason to read the log again. */
  pull(): void {
    if (!this.tailing && this.room >= most / 2) this.follow();
  }

  cancel(): void {
    this.stop();
  }

  private follow(): void {
    this.looking?.unsubscribe();
    const tailing = new Subscription();
    this.tailing = tailing;
    tailing.add(
      tied(
        // Written in the stream: an entry that cannot be is an error of it, and not of whoever emits it.
        defer(() => this.plan.tail(this.seq)).pipe(
          map((entry) => ({ seq: entry.seq, frame: eventFrame(entry) })),
        ),
        tailing,
      ).subscribe({
        next: (written) => this.receive(written, tailing),
        error: (error: unknown) => void this.settle({ error }),
        complete: () => void this.settle(),
      }),
    );
  }

  private receive({ seq, frame }: WrittenEntry, tailing: Subscription): void {
    // Without room it was a look: what it found is left where it is.
    if (this.room > 0) {
      this.seq = seq;
      this.send(frame);
    }
    if (this.room > 0) return;
    this.tailing = undefined;
    tailing.unsubscribe();
    this.looking = this.plan.scheduler.schedule(() => this.follow(), lookEvery);
  }

  private async settle(failure?: { error: unknown }): Promise<void> {
    const end = await this.plan.endOf(failure);
    if (end) this.send(endFrame(end));
    this.close();
  }

  private send(frame: string): void {
    if (this.isClosed) return;
    if (this.waiting === '') queueMicrotask(() => this.flush());
    this.waiting += frame;
  }

  private flush(): void {
    if (this.waiting === '' || this.isClosed) return;
    const chunk = encoder.encode(this.waiting);
    this.waiting = '';
    this.controller.enqueue(chunk);
  }

  /** What still fits. */
  private get room(): number {
    return (this.controller.desiredSize ?? 0) - this.waiting.length;
  }

  /** Not to a reader that reads nothing: it would be all that it gets. */
  private beat(): void {
    if (this.room > 0) this.send(heartbeatFrame);
  }

  private close(): void {
    this.flush();
    if (this.isClosed) return;
    this.stop();
    this.controller.close();
  }

  private stop(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.timers.unsubscribe();
    this.tailing?.unsubscribe();
    this.looking?.unsubscribe();
    this.plan.onClose();
  }
}

const encoder = /* @__PURE__ */ new TextEncoder();
