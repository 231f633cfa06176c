import { from, type Observable, type ObservableInput } from 'rxjs';
import { complaint } from './check.js';

/** What `options.stop` is, as an Observable. Throws where it can be none. */
export function signalFrom(stop: ObservableInput<unknown>): Observable<unknown> {
  try {
    return from(stop);
  } catch (cause) {
    const rule = 'an Observable, a promise, or something else that RxJS can subscribe to';
    const fix = 'Pass a Subject, or fromEvent(button, "click"). An AbortSignal goes into options.signal.';
    throw new TypeError(complaint('options.stop', stop, rule, fix), { cause });
  }
}
