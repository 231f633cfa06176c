import { base64 } from '../base64.js';

/** JSON with bytes as base64, wherever they are. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, member: unknown) {
    // Node's Buffer has made an object of itself by now: hence from where it was taken.
    const original = this[key];
    return original instanceof Uint8Array ? base64(original) : member;
  });
}
