/** Something that belongs to the content block at `index`. */
export interface Indexed {
  readonly index: number;
}

/**
 * The blocks with one of them changed, in order of index whatever the order of arrival. All others keep their
 * identity, so that a screen can skip what has not changed; so do the blocks as a whole where nothing has.
 * @param fresh - the block to change where there is none at its index yet
 */
export function changeBlock<B extends Indexed>(
  blocks: readonly B[],
  fresh: B,
  change: (block: B) => B,
): readonly B[] {
  // Blocks nearly always arrive one after the other: look from the end.
  let at = blocks.length;
  while (at > 0 && blocks[at - 1]!.index > fresh.index) at--;
  const last = blocks[at - 1];
  const known = last?.index === fresh.index ? last : undefined;
  const changed = change(known ?? fresh);
  if (changed === (known ?? fresh)) return blocks;
  return [...blocks.slice(0, known ? at - 1 : at), changed, ...blocks.slice(at)];
}
