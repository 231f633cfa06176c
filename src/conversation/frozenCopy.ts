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
  const copy = Object.freeze(withMembers(value, copyOf));
  frozen.add(copy);
  return copy;
}

/** What others have been given of something: the same one each time. */
export type Given = WeakMap<object, object>;

/**
 * Something that never changes here, as others may have it: frozen, and with bytes of its own.
 * @param given - what they have been given before: of what grows, only what is new is copied
 */
export function forOthers<T>(value: T, given: Given = new WeakMap()): T {
  return copyForOthers(value, given) as T;
}

function copyForOthers(value: unknown, given: Given): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // First of all: of what grows, nearly everything was given before.
  const before = given.get(value);
  if (before) return before;
  if (isBytes(value)) return new Uint8Array(value);
  if (!isPlain(value) || (frozen.has(value) && !holdsBytes(value))) return value;
  const copy = Object.freeze(withMembers(value, (member) => copyForOthers(member, given)));
  given.set(value, copy);
  return copy;
}

/** What is frozen and has no bytes in it: it can be given away as it is. */
const bare = new WeakSet<object>();

function holdsBytes(value: unknown): boolean {
  if (isBytes(value)) return true;
  if (!isPlain(value) || bare.has(value)) return false;
  if (Object.values(value).some(holdsBytes)) return true;
  bare.add(value);
  return false;
}

function withMembers(value: object, change: (member: unknown) => unknown): object {
  if (Array.isArray(value)) return value.map(change);
  // Not by assignment, which a member `__proto__` would misuse.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member)]));
}
