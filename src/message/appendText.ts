/**
 * Adds a piece to a text that grows by many. The engine keeps a concatenation as a tree of its pieces, some 30 bytes
 * for each, until somebody reads it; laid out flat at every piece, it would be copied each time. So it is laid out
 * whenever it has grown by about an eighth: the work stays linear, and the memory close to the text's own.
 */
export function appendText(text: string, piece: string): string {
  const whole = text + piece;
  const { length } = whole;
  // What comes first may be long: the text so far of who comes late. It is laid out when somebody reads it.
  if (length < 512 || text === '') return whole;
  const eighth = 1 << (28 - Math.clz32(length));
  if (Math.floor(text.length / eighth) !== Math.floor(length / eighth)) layOut(whole);
  return whole;
}

/** The same for a text that will soon be read as a whole: laid out whenever it has doubled, it is copied least. */
export function appendTextToRead(text: string, piece: string): string {
  const whole = text + piece;
  if (whole.length >= 512 && Math.clz32(text.length) !== Math.clz32(whole.length)) layOut(whole);
  return whole;
}

/** Reading a character is what makes the engine lay a text out. */
function layOut(text: string): void {
  text.charCodeAt(0);
}
