import { isObservable, type Observable } from 'rxjs';

/** The text of every complaint about an argument: what it was, what it must be, and what to do. */
export function complaint(name: string, value: unknown, rule: string, fix: string): string {
  return `${name} is ${shown(value)}, but it must be ${rule}. ${fix}`;
}

/** Throws unless `value` is a number of milliseconds from 0 up (or absent). */
export function checkMilliseconds(name: string, value: unknown, fix: string): void {
  if (value === undefined) return;
  const text = complaint(name, value, 'a number of milliseconds, 0 or more', fix);
  if (typeof value !== 'number') throw new TypeError(text);
  if (!(value >= 0)) throw new RangeError(text);
}

/** The source itself, if it can be subscribed to. */
export function checkSource<T>(operator: string, source: Observable<T>): Observable<T> {
  if (isObservable(source)) return source;
  const fix = "Make one first: fromEvents(response.stream), converse(…), or RxJS's from(…).";
  throw new TypeError(complaint(`The source of ${operator}()`, source, 'an Observable', fix));
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null)
    return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
  return String(value);
}
