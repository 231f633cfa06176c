/**
 * Adds a piece to a text that grows by many. The engine keeps a concatenation as a tree of its pieces, some 30 bytes
 * for each, until somebody reads it; laid out flat at every piece, it would be copied each time. So it is laid out
 * whenever it has grown by about an eighth: the work stays linear, and the memory close to the text's own.
 */
export function appendText(text: string, piece: string): string {
  const whole = text + piece;
  const { length } = whole;
  if (length < 512) return whole;
  const eighth = 1 << (28 - Math.clz32(length));
  // Reading a character is what makes the engine lay the text out.
  if (Math.floor(text.length / eighth) !== Math.floor(length / eighth)) whole.charCodeAt(0);
  return whole;
}
