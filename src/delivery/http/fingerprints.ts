import { hexOf, idLength } from '../randomId.js';

/** What requests with an `Idempotency-Key` are known by again. */
export interface Fingerprints {
  /** The id of what a user starts with a key. */
  idOf(user: string, key: string): Promise<string>;
  /** What a request asks for. */
  of(contentType: string | null, body: Uint8Array): Promise<string>;
}

/**
 * The same text for the same request, and to everybody who does not know the secret as good as random: an id cannot be
 * guessed from a key, nor a prompt from what is kept of it.
 * @param secret - what all processes share; @default one of this process's own
 */
export function fingerprints(secret: string | undefined): Fingerprints {
  const bytes = secret === undefined ? crypto.getRandomValues(new Uint8Array(32)) : encoder.encode(secret);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const importing = crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  const sign = async (...parts: [about: object, body?: Uint8Array]) => {
    // As JSON, so that no two things can be written in the same way.
    const about = encoder.encode(`${JSON.stringify(parts[0])}\n`);
    const signed = new Blob([about, new Uint8Array(parts[1] ?? [])]);
    const signature = await crypto.subtle.sign('HMAC', await importing, await signed.arrayBuffer());
    return hexOf(new Uint8Array(signature, 0, idLength));
  };
  return {
    idOf: (user, key) => sign({ user, key }),
    of: (contentType, body) => sign({ contentType }, body),
  };
}

const encoder = /* @__PURE__ */ new TextEncoder();
