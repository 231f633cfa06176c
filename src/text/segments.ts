/** Cuts a text that comes in chunks into segments. What it gives, strung together, is the text. */
export interface Segments {
  /** The segments that a further chunk finishes. */
  add(chunk: string): readonly string[];
  /** What is left, as if no more would come; what comes all the same is a new text. */
  rest(): readonly string[];
}
