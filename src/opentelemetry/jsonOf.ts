/** JSON with bytes as base64, wherever they are. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, member: unknown) {
    // Node's Buffer has made an object of itself by now: hence from where it was taken.
    const original = this[key];
    return original instanceof Uint8Array ? base64(original) : member;
  });
}

/** How many bytes go into one call: all at once would be too many arguments. */
const stretch = 8192;

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += stretch) {
    binary += String.fromCharCode(...bytes.subarray(at, at + stretch));
  }
  return btoa(binary);
}
