import { Observable, retry, type SchedulerLike, type Subscriber } from 'rxjs';
import { textOfThrown } from '../../check.js';
import { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { Silence } from '../../timing/silence.js';
import { errorOf } from '../end.js';
import { Backoff } from './backoff.js';
import { decode } from './decoded.js';
import { readFrames } from './frameReader.js';
import type { FromSseOptions } from './options.js';
import { Interruption } from './interruption.js';
import { refusedBy } from './refused.js';
import { Requests } from './requests.js';
import type { EventSourceMessage } from 'eventsource-parser';

/** One reader's way through a generation, over as many responses as it takes. */
export class Journey {
  private readonly options: FromSseOptions;
  private readonly scheduler: SchedulerLike;
  private readonly requests: Requests;
  private readonly backoff: Backoff;
  /** The place of the last event that was emitted. */
  private seq = 0;
  private hasStopped = false;
  /** Whether this server says that it is alive, so that its silence means something. */
  private beats = false;
  private isOver = false;
  private hasLeft = false;

  constructor(url: string | URL, options: FromSseOptions, scheduler: SchedulerLike) {
    this.options = options;
    this.scheduler = scheduler;
    this.requests = new Requests(String(url), options.init ?? {});
    this.backoff = new Backoff(options.reconnect ?? {}, scheduler);
  }

  /** The events, over all responses. */
  events(): Observable<ConverseEvent> {
    const response = new Observable<ConverseEvent>((subscriber) => this.read(subscriber));
    return response.pipe(retry({ delay: (error: unknown) => this.backoff.after(error) }));
  }

  /** Nobody wants to hear more. */
  leave(): void {
    this.hasLeft = true;
    if (this.cancels) this.requests.cancel();
  }

  /** Whether leaving now cancels the generation for everybody. */
  private get cancels(): boolean {
    return this.hasLeft && !this.isOver && this.options.onLeave === 'cancel';
  }

  /** Reads one response. */
  private read(subscriber: Subscriber<ConverseEvent>): () => void {
    const controller = new AbortController();
    this.exchange(subscriber, controller).catch((error: unknown) => {
      if (!subscriber.closed) this.fail(subscriber, error);
    });
    return () => {
      // What was asked for and has no name yet can be cancelled when it has one.
      if (!this.cancels || this.requests.isNamed) controller.abort();
    };
  }

  private async exchange(subscriber: Subscriber<ConverseEvent>, controller: AbortController): Promise<void> {
    const silence = new Silence(this.scheduler);
    const watch = () => {
      const { idleTimeout = 45_000 } = this.options;
      const text = `The server sent nothing for ${idleTimeout} ms.`;
      subscriber.add(silence.watch(idleTimeout, () => this.fail(subscriber, cut(text))));
    };
    if (this.beats) watch();
    const response = await this.ask(controller.signal);
    if (subscriber.closed) {
      controller.abort();
      return;
    }
    ...
  }
}
