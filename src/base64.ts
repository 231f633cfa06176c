/** Bytes as text, also where there is no Buffer. */
export function base64(bytes: Uint8Array): string {
  let binary = '';
  // In parts, as a call takes no more than some ten thousand arguments.
  for (let from = 0; from < bytes.length; from += 8_192) {
    binary += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  }
  return btoa(binary);
}
