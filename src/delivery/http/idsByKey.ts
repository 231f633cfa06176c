import { hexOf, idLength } from '../randomId.js';

/**
 * Makes ids of keys: the same id for the same key, and to everybody who does not know the secret as good as random.
 * @param secret - what all processes share; @default one of this process's own
 */
export function idsByKey(secret: string | undefined): (key: string) => Promise<string> {
  const bytes = secret === undefined ? crypto.getRandomValues(new Uint8Array(32)) : encoder.encode(secret);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const importing = crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  return async (key) => {
    const signature = await crypto.subtle.sign('HMAC', await importing, encoder.encode(key));
    return hexOf(new Uint8Array(signature, 0, idLength));
  };
}

const encoder = /* @__PURE__ */ new TextEncoder();
