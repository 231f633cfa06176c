import { type Observable, Subscription } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { ReplayLog } from '../sharing/replayLog.js';

/** Somebody who has asked for the next event, and waits for it. */
interface Request<E> {
  readonly resolve: (result: IteratorResult<E, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/** How a source has ended; without a failure it has completed, or was left. */
interface ReaderEnd {
  readonly failure?: { readonly error: unknown };
}

/** Where there is nothing more to read. */
const end: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Lets a reader pull events from a source that pushes them. What comes while nobody asks is kept the way a late
 * subscriber gets it, deltas joined: the memory of a slow reader grows with the content, and nothing is lost.
 *
 * Not an async generator: its `return()` would wait for the next event, and the model may be silent.
 */
export class EventReader<E extends ConverseEvent> implements AsyncIterator<E, undefined> {
  private readonly source: Observable<E>;
  private readonly subscription = new Subscription();
  private hasBegun = false;
  private readonly requests: Request<E>[] = [];
  /** What has come since the reader looked last. */
  private backlog: ReplayLog | undefined;
  /** What the reader found then, and is reading now. */
  private page: Iterator<ConverseEvent> | undefined;
  private ending: ReaderEnd | undefined;

  constructor(source: Observable<E>) {
    this.source = source;
  }

  /** The next event; the first call subscribes. */
  next(): Promise<IteratorResult<E, undefined>> {
    return new Promise((resolve, reject) => {
      const event = this.takeKept();
      if (event) resolve({ done: false, value: event });
      else if (this.ending) this.finish({ resolve, reject });
      else {
        this.requests.push({ resolve, reject });
        if (!this.hasBegun) this.begin();
      }
    });
  }

  /** Leaves the source at once, and drops what is not read yet. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.backlog = undefined;
    this.page = undefined;
    this.end({});
    // A failure that was not read yet is dropped with the rest.
    this.ending = {};
    this.subscription.unsubscribe();
    return Promise.resolve(end);
  }

  private begin(): void {
    this.hasBegun = true;
    this.subscription.add(
      this.source.subscribe({
        next: (event) => {
          this.receive(event);
        },
        error: (error: unknown) => {
          this.end({ failure: { error } });
        },
        complete: () => {
          this.end({});
        },
      }),
    );
  }

  private receive(event: E): void {
    if (this.ending) return;
    const request = this.requests.shift();
    if (request) request.resolve({ done: false, value: event });
    else (this.backlog ??= new ReplayLog()).append(event);
  }

  private end(ending: ReaderEnd): void {
    // A synchronous source cannot be left half-way: what it still says is not heard.
    if (this.ending) return;
    this.ending = ending;
    for (const request of this.requests.splice(0)) this.finish(request);
  }

  /** Tells of a failure once: who asks on is at the end. */
  private finish({ resolve, reject }: Request<E>): void {
    const failure = this.ending?.failure;
    this.ending = {};
    if (failure) reject(failure.error);
    else resolve(end);
  }

  private takeKept(): E | undefined {
    const next = this.page?.next();
    if (next && !next.done) return next.value as E;
    this.page = this.backlog?.[Symbol.iterator]();
    this.backlog = undefined;
    const first = this.page?.next();
    // Joined deltas are of the kind that they were, so still an E.
    return first && !first.done ? (first.value as E) : undefined;
  }
}
