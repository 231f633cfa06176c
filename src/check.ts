import { isObservable, type Observable } from 'rxjs';

/** The text of every complaint about an argument: what it was, what it must be, and what to do. */
export function complaint(name: string, value: unknown, rule: string, fix: string): string {
  return `${name} is ${shown(value)}, but it must be ${rule}. ${fix}`;
}

/** The longest delay that timers know, in milliseconds: beyond it they fire at once. */
export const longestWait: number = 2 ** 31 - 1;

/**
 * Throws unless `value` is a number of milliseconds that a timer can wait.
 * @param least - how few are enough
 */
export function checkMilliseconds(name: string, value: unknown, fix: string, least = 0): void {
  const willDo = (number: number) => number >= least && number <= longestWait;
  checkNumber(name, value, willDo, `a number of milliseconds from ${least} to ${longestWait}`, fix);
}

/** Throws unless `value` is a number of milliseconds that a timer can wait, or Infinity. */
export function checkMillisecondsOrInfinity(name: string, value: unknown, fix: string): void {
  const rule = `a number of milliseconds from 0 to ${longestWait}, or Infinity`;
  const willDo = (number: number) =>
    number >= 0 && (number <= longestWait || number === Number.POSITIVE_INFINITY);
  checkNumber(name, value, willDo, rule, fix);
}

/** Throws unless `value` is a number that will do: a TypeError for another type, a RangeError for another number. */
export function checkNumber(
  name: string,
  value: unknown,
  willDo: (value: number) => boolean,
  rule: string,
  fix: string,
): void {
  if (typeof value !== 'number') throw new TypeError(complaint(name, value, rule, fix));
  if (!willDo(value)) throw new RangeError(complaint(name, value, rule, fix));
}

/** Throws unless `value` is an object of options. */
export function checkOptions(name: string, value: unknown, fix: string, rule = 'an object'): void {
  if (typeof value !== 'object' || value === null) throw new TypeError(complaint(name, value, rule, fix));
}

/** Throws unless `value` is a function. */
export function checkFunction(name: string, value: unknown, fix: string, rule = 'a function'): void {
  if (typeof value !== 'function') throw new TypeError(complaint(name, value, rule, fix));
}

/** The source itself, if it can be subscribed to. */
export function checkSource<T>(operator: string, source: Observable<T>): Observable<T> {
  if (isObservable(source)) return source;
  const fix = "Make one first: fromEvents(response.stream), converse(…), or RxJS's from(…).";
  throw new TypeError(complaint(`The source of ${operator}()`, source, 'an Observable', fix));
}

/** What a thrown thing says: JavaScript lets people throw anything. */
export function textOfThrown(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === 'string' ? thrown : `${shown(thrown)} was thrown`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null)
    return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
  return String(value);
}
