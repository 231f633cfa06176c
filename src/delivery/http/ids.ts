/** The bytes of an id: 128 bits, so that nobody finds one by trying. */
const length = 16;

/** An id that nobody can guess. */
export function randomId(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(length)));
}

/**
 * Makes ids of keys: the same id for the same key, and to everybody who does not know the secret as good as random.
 * @param secret - what all instances share; @default one of this process's own
 */
export function idsByKey(secret: string | undefined): (key: string) => Promise<string> {
  const bytes = secret === undefined ? crypto.getRandomValues(new Uint8Array(32)) : encoder.encode(secret);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  return async (key) => {
    const signature = await crypto.subtle.sign('HMAC', await imported, encoder.encode(key));
    return hexOf(new Uint8Array(signature, 0, length));
  };
}

const encoder = /* @__PURE__ */ new TextEncoder();

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
