/** Something that belongs to the content block at `index`. */
export interface Indexed {
  readonly index: number;
}

/**
 * The blocks with the one at `index` made anew by `change`, in order of index whatever the order of arrival.
 * All other blocks keep their identity, so that a screen can skip what has not changed.
 */
export function changeBlock<B extends Indexed>(
  blocks: readonly B[],
  index: number,
  change: (block: B | undefined) => B,
): readonly B[] {
  // Blocks nearly always arrive one after the other: look from the end.
  let at = blocks.length;
  while (at > 0 && blocks[at - 1]!.index > index) at--;
  const last = blocks[at - 1];
  const known = last?.index === index ? last : undefined;
  return [...blocks.slice(0, known ? at - 1 : at), change(known), ...blocks.slice(at)];
}
