import { type MonoTypeOperatorFunction, type Observable, ReplaySubject, share } from 'rxjs';

/** The Observables that are generations: whoever subscribes, there is one subscription to the source. */
const generations = new WeakSet<Observable<unknown>>();

/** Says that all subscribers of an Observable see the same. */
export function markShared<T>(generation: Observable<T>): Observable<T> {
  generations.add(generation);
  return generation;
}

const results = new WeakMap<Observable<unknown>, Map<unknown, Observable<unknown>>>();

/**
 * What `make` makes of a source; where that is a generation, all who ask for the same get the same one, which is
 * `share({ connector: () => new ReplaySubject(1) })`. So a hundred subscribers that fold a generation in the same way
 * are one subscriber of it, the fold is done once, and who comes late gets the latest of it and nothing else.
 * @param key - what tells that two ask for the same
 */
export function sharedBy<T, R>(source: Observable<T>, key: object, make: () => Observable<R>): Observable<R> {
  if (!generations.has(source)) return make();
  let known = results.get(source);
  if (!known) results.set(source, (known = new Map<unknown, Observable<unknown>>()));
  let result = known.get(key) as Observable<R> | undefined;
  if (!result) known.set(key, (result = make().pipe(shareLatest())));
  return result;
}

function shareLatest<R>(): MonoTypeOperatorFunction<R> {
  return share({ connector: () => new ReplaySubject<R>(1) });
}
