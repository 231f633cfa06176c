import { Observable, type Subscriber } from 'rxjs';
import { tied } from './relay.js';
import { tellEnd } from './sharing/isolate.js';

/** The error that a source has ended in. */
export interface Failure {
  readonly error: unknown;
}

/** What an operator does with what its source says. */
export interface Response<T> {
  next(value: T): void;
  /** Called before the source's end is handed on: with its error, or with nothing when it has completed. */
  last?(failure: Failure | undefined): void;
}

/**
 * An operator that holds something back and lets go of it later: `begin` is called for each subscription, and says
 * how to respond to the source. A response that throws is an error of the stream.
 */
export function respond<T, R>(
  source: Observable<T>,
  begin: (outlet: Outlet<R>) => Response<T>,
): Observable<R> {
  return new Observable((subscriber) => {
    const outlet = new Outlet(subscriber);
    const response = begin(outlet);
    return tied(source, subscriber).subscribe({
      next: (value) => {
        if (outlet.isEnding) return;
        try {
          response.next(value);
        } catch (error) {
          outlet.error(error);
        }
      },
      error: (error: unknown) => {
        // A response that fails as well must not hide why the source did.
        tellEnd(() => response.last?.({ error }));
        outlet.error(error);
      },
      complete: () => {
        try {
          response.last?.(undefined);
          outlet.complete();
        } catch (error) {
          outlet.error(error);
        }
      },
    });
  });
}

/**
 * Where an operator emits. What comes up while something is being emitted, because a subscriber has made the source
 * go on, waits for its turn: nothing overtakes.
 */
export class Outlet<T> {
  private readonly subscriber: Subscriber<T>;
  private waiting: T[] = [];
  private isEmitting = false;
  private end: (() => void) | undefined;

  constructor(subscriber: Subscriber<T>) {
    this.subscriber = subscriber;
  }

  /** Whether its end waits for its turn: what a source that has gone on says then comes too late. */
  get isEnding(): boolean {
    return this.end !== undefined;
  }

  emit(values: readonly T[]): void {
    if (this.isEmitting) {
      for (const value of values) this.waiting.push(value);
      return;
    }
    this.isEmitting = true;
    this.emitAll(values);
    while (this.waiting.length > 0 && !this.subscriber.closed) this.emitAll(this.waiting.splice(0));
    this.isEmitting = false;
    this.end?.();
  }

  error(error: unknown): void {
    this.endWith(() => {
      this.subscriber.error(error);
    });
  }

  complete(): void {
    this.endWith(() => {
      this.subscriber.complete();
    });
  }

  /** Does something when the stream has ended or was left. */
  onClose(action: () => void): void {
    this.subscriber.add(action);
  }

  private emitAll(values: readonly T[]): void {
    for (const value of values) {
      if (this.subscriber.closed) return;
      this.subscriber.next(value);
    }
  }

  private endWith(end: () => void): void {
    if (this.isEmitting) this.end ??= end;
    else end();
  }
}
