/** How much text may wait for the next join, as a share of the text that is joined already. */
const share = 1 / 8;

/**
 * Text that grows by small pieces. The engine keeps a concatenation as a tree of its pieces until somebody reads it,
 * some 60 bytes for each; joining at every piece would copy the whole text each time. So pieces wait in a tail that
 * is joined when it has grown by a share of the whole: the work stays linear, the memory close to the text's own.
 */
export class GrowingText {
  private head = '';
  private tail = '';

  append(piece: string): void {
    this.tail += piece;
    if (this.tail.length > 64 && this.tail.length > this.head.length * share) this.join();
  }

  toString(): string {
    if (this.tail !== '') this.join();
    return this.head;
  }

  private join(): void {
    this.head += this.tail;
    this.tail = '';
    // Reading a character is what makes the engine lay the text out flat.
    this.head.charCodeAt(0);
  }
}
