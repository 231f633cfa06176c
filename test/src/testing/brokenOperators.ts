import type { ConverseEvent } from 'rx-bedrock';
import {
  catchError,
  defer,
  EMPTY,
  finalize,
  map,
  merge,
  Observable,
  of,
  type OperatorFunction,
  share,
  Subject,
  tap,
} from 'rxjs';

// Operators with the faults that real ones have had. The conformance suite must find each of them.

type Operator = OperatorFunction<ConverseEvent, unknown>;

/** Its counter belongs to the operator, so that the second subscriber goes on where the first one ended. */
export function stateFromTheApplication(): Operator {
  return (source) => {
    let count = 0;
    return source.pipe(map(() => (count += 1)));
  };
}

/** The same, one step earlier: even two sources share it. */
export function stateFromTheCall(): Operator {
  let count = 0;
  return (source) => source.pipe(map(() => (count += 1)));
}

/** Nobody can unsubscribe from what it subscribes to. */
export function innerSubscriptionLost(): Operator {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe(subscriberLike(subscriber));
    });
}

/** It can be unsubscribed, but only once the synchronous part of the source has run to its end. */
export function earlyLeaveIgnored(): Operator {
  return (source) => new Observable((subscriber) => source.subscribe(subscriberLike(subscriber)));
}

export function errorSwallowed(): Operator {
  return (source) => source.pipe(catchError(() => EMPTY));
}

export function errorWrapped(): Operator {
  return (source) =>
    source.pipe(
      catchError((cause: unknown) => {
        throw new Error('wrapped', { cause });
      }),
    );
}

/** The error reaches the subscriber as a value, but then nothing ever ends. */
export function errorWithoutAnEnd(): Operator {
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe({
        next: (event) => subscriber.next(event),
        error: (error: unknown) => subscriber.next(error),
        complete: () => subscriber.complete(),
      }),
    );
}

export function completionLost(): Operator {
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe({
        next: (event) => subscriber.next(event),
        error: (error: unknown) => subscriber.error(error),
      }),
    );
}

export function completesTooEarly(): Operator {
  return () => of('done');
}

/** Asks twice for every subscriber, as a careless fan-out does. */
export function sourceSubscribedTwice(): Operator {
  return (source) => merge(source.pipe(map(() => 1)), source.pipe(map(() => 2)));
}

/** Subscribes when it is applied, before anybody has asked. */
export function eager(): Operator {
  return (source) => {
    const subject = new Subject<unknown>();
    source.subscribe(subject);
    return subject;
  };
}

/** What its callback throws becomes a value. */
export function callbackThrowSwallowed(callback: () => void): Operator {
  return (source) =>
    source.pipe(
      map((event) => {
        try {
          callback();
          return event;
        } catch {
          return event;
        }
      }),
    );
}

/** What its callback throws goes to RxJS's error reporting, and never to the subscriber. */
export function callbackThrowNotRouted(callback: () => void): Operator {
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe({
        next: (event) => {
          callback();
          subscriber.next(event);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
}

/** The throw reaches the subscriber, and the source is not told. */
export function sourceKeptAfterThrow(callback: () => void): Operator {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe({
        next: (event) => {
          try {
            callback();
            subscriber.next(event);
          } catch (error) {
            subscriber.error(error);
          }
        },
      });
    });
}

/** What its subscriber throws counts as a failure of the stream, and everybody else's stream ends. */
export function subscriberThrowCaught(): Operator {
  return (source) =>
    new Observable((subscriber) => {
      const { destination } = subscriber as unknown as {
        destination: { partialObserver: { next(value: unknown): void } };
      };
      return source.subscribe({
        next: (event) => {
          try {
            destination.partialObserver.next(event);
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}

/** Good while there are subscribers; whoever comes after the end makes the source run again. */
export function shareThatAsksAgain(): Operator {
  return (source) => source.pipe(share());
}

/** Shares across sources too. */
export function sharedAcrossSources(): Operator {
  let shared: Observable<ConverseEvent> | undefined;
  return (source) => (shared ??= source.pipe(share({ resetOnComplete: false, resetOnError: false })));
}

/** A good one, so that it is not the suite which is red for everything. */
export function sound(callback: () => void = () => undefined): Operator {
  return (source) =>
    defer(() => {
      let count = 0;
      return source.pipe(
        tap(callback),
        map(() => (count += 1)),
        finalize(() => (count = 0)),
      );
    });
}

function subscriberLike(subscriber: { next(v: unknown): void; error(e: unknown): void; complete(): void }) {
  return {
    next: (event: ConverseEvent) => subscriber.next(event),
    error: (error: unknown) => subscriber.error(error),
    complete: () => subscriber.complete(),
  };
}
