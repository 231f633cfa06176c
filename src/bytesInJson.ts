import { base64 } from './base64.js';
import { complaint } from './check.js';

/** How bytes stand in JSON: the one member `$bytes`, in base64. */
const tag = '$bytes';

/** A tag, or what another layer made of one: the members that must not be taken for a tag. */
const looksLikeTag = /^\$+bytes$/;

/**
 * The same value with its bytes tagged, so that `JSON.stringify` keeps them: plain JSON makes an object with numbered
 * members of a Uint8Array. What holds no bytes stays as it is, and is not copied.
 */
export function tagBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [tag]: base64(value) };
  return changed(value, tagBytes, (key) => (looksLikeTag.test(key) ? `$${key}` : key));
}

/** The value that {@link tagBytes} was given. */
export function restoreBytes(value: unknown): unknown {
  const tagged = taggedText(value);
  if (tagged !== undefined) return bytesOf(tagged);
  return changed(value, restoreBytes, (key) => (key === tag || !looksLikeTag.test(key) ? key : key.slice(1)));
}

function taggedText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, tag)) return undefined;
  return Object.keys(value).length === 1 ? (value as Record<string, unknown>)[tag] : undefined;
}

function changed(
  value: unknown,
  change: (item: unknown) => unknown,
  rename: (key: string) => string,
): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(change);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const before = Object.entries(value);
  const after = before.map(([key, member]): [string, unknown] => [rename(key), change(member)]);
  const same = after.every(
    ([key, member], index) => key === before[index]?.[0] && member === before[index][1],
  );
  return same ? value : Object.fromEntries(after); // not by assignment, which a member `__proto__` would misuse
}

function bytesOf(text: unknown): Uint8Array {
  try {
    if (typeof text !== 'string') throw new TypeError('no string');
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new TypeError(complaint(tag, text, 'base64', 'Write bytes with the same version of rx-bedrock.'));
  }
}
