import { type Context, context } from '@opentelemetry/api';
import { defer, Observable } from 'rxjs';
import { relay } from '../relay.js';

/**
 * The same source, subscribed to in a context: the spans of its requests become children of the one in there. What it
 * emits comes in the context of the subscriber, as it would without: what happens behind is no part of the request.
 */
export function within<T>(source: Observable<T>, inner: Context): Observable<T> {
  return defer(() => {
    const outer = context.active();
    const inside = new Observable<T>((subscriber) => context.with(inner, () => source.subscribe(subscriber)));
    return relay<T, T>(inside, (subscriber) => ({
      next: (value) => context.with(outer, () => subscriber.next(value)),
      error: (error) => context.with(outer, () => subscriber.error(error)),
      complete: () => context.with(outer, () => subscriber.complete()),
    }));
  });
}
