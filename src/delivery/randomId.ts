/** The bytes of an id: 128 bits, so that nobody finds one by trying. */
export const idLength = 16;

/** An id that nobody can guess. Also where there is no `crypto.randomUUID`: on a page without TLS. */
export function randomId(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(idLength)));
}

/** Whether it looks as they do. */
export function isRandomId(id: string): boolean {
  return /^[0-9a-f]{32}$/i.test(id);
}

/** Bytes as text. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
