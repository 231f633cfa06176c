import { Observable, type Subscriber, Subscription } from 'rxjs';
import { tied } from '../relay.js';
import { Audience } from './audience.js';
import { Ending } from './ending.js';
import { tell } from './isolate.js';

/** The Observables that are generations: whoever subscribes, there is one subscription to the source. */
const generations = new WeakSet<Observable<unknown>>();

/** Says that all subscribers of an Observable see the same. */
export function markShared<T>(generation: Observable<T>): Observable<T> {
  generations.add(generation);
  return generation;
}

const results = new WeakMap<Observable<unknown>, Map<unknown, Observable<unknown>>>();

/**
 * What `make` makes of a source; where that is a generation, all who ask for the same get the same one. So a hundred
 * subscribers that fold a generation in the same way are one subscriber of it, and the fold is done once.
 * @param key - what tells that two ask for the same
 */
export function sharedBy<T, R>(source: Observable<T>, key: object, make: () => Observable<R>): Observable<R> {
  if (!generations.has(source)) return make();
  let known = results.get(source);
  if (!known) results.set(source, (known = new Map<unknown, Observable<unknown>>()));
  let result = known.get(key) as Observable<R> | undefined;
  if (!result) known.set(key, (result = shareLatest(make())));
  return result;
}

/**
 * `share({ connector: () => new ReplaySubject(1) })`, but isolated: a subscriber that throws is its own affair, as it
 * is everywhere behind a generation, and RxJS's Subject would leave the others without their end.
 */
function shareLatest<R>(source: Observable<R>): Observable<R> {
  const shared = new Shared(source);
  return new Observable((subscriber) => {
    shared.join(subscriber);
  });
}

class Shared<R> {
  private readonly source: Observable<R>;
  private readonly audience = new Audience<R>();
  private latest: { readonly value: R } | undefined;
  /** The line to the source, from the first who comes to the last who leaves, or the end. */
  private line: Subscription | undefined;

  constructor(source: Observable<R>) {
    this.source = source;
  }

  join(subscriber: Subscriber<R>): void {
    const { latest } = this;
    // Before it is told anything: it may make the source go on.
    this.audience.admit(subscriber, () => {
      if (this.audience.isEmpty) this.reset()?.unsubscribe();
    });
    if (latest) tell(subscriber, latest.value);
    if (!this.line && !subscriber.closed) this.connect();
  }

  private connect(): void {
    const line = new Subscription();
    this.line = line;
    const subscription = tied(this.source, line).subscribe({
      next: (value) => {
        this.latest = { value };
        this.audience.tell(value);
      },
      error: (error: unknown) => {
        this.end(Ending.error(error));
      },
      complete: () => {
        this.end(Ending.complete);
      },
    });
    line.add(subscription);
  }

  /** Who comes later is told by the generation itself. */
  private end(ending: Ending): void {
    this.reset();
    this.audience.dismiss(ending);
  }

  private reset(): Subscription | undefined {
    const { line } = this;
    this.latest = undefined;
    this.line = undefined;
    return line;
  }
}
