import { isBytes, isPlain } from '../message/shapes.js';

/** What was made here: it can be taken as it is. */
const frozen = new WeakSet<object>();

/**
 * Plain data as it is now, for good: whoever changes the original later, or the copy now, changes nothing that was
 * said. Bytes are copied and cannot be frozen: {@link forOthers} gives away others. What is neither plain nor bytes
 * stays what it is.
 */
export function frozenCopy<T>(value: T): T {
  return copyOf(value) as T;
}

function copyOf(value: unknown): unknown {
  if (isBytes(value)) return new Uint8Array(value);
  if (!isPlain(value) || frozen.has(value)) return value;
  return kept(withMembers(value, copyOf));
}

/** What others have been given of something with bytes: the same one each time. */
const given = new WeakMap<object, object>();

/** A frozen copy as others may have it: where there are bytes in it, with bytes of its own. */
export function forOthers<T>(value: T): T {
  return copyForOthers(value) as T;
}

function copyForOthers(value: unknown): unknown {
  if (isBytes(value)) return new Uint8Array(value);
  if (!isPlain(value) || !holdsBytes(value)) return value;
  const before = given.get(value);
  if (before) return before;
  const copy = kept(withMembers(value, copyForOthers));
  given.set(value, copy);
  return copy;
}

function holdsBytes(value: unknown): boolean {
  return isBytes(value) || (isPlain(value) && Object.values(value).some(holdsBytes));
}

function withMembers(value: object, change: (member: unknown) => unknown): object {
  if (Array.isArray(value)) return value.map(change);
  // Not by assignment, which a member `__proto__` would misuse.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member)]));
}

function kept<T extends object>(copy: T): T {
  frozen.add(copy);
  return Object.freeze(copy);
}
