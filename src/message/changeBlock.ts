/** Something that belongs to the content block at `index`. */
export interface Indexed {
  readonly index: number;
}

/**
 * The blocks with one of them changed, in order of index whatever the order of arrival. All others keep their
 * identity, so that a screen can skip what has not changed; so do the blocks as a whole where nothing has.
 * @param fresh - makes the block to change where there is none at the index yet
 */
export function changeBlock<B extends Indexed>(
  blocks: readonly B[],
  index: number,
  fresh: (index: number) => B,
  change: (block: B) => B,
): readonly B[] {
  // Blocks nearly always arrive one after the other: look from the end.
  let at = blocks.length;
  while (at > 0 && blocks[at - 1]!.index > index) at--;
  const last = blocks[at - 1];
  const isKnown = last?.index === index;
  const block = isKnown ? last : fresh(index);
  const changed = change(block);
  if (changed === block) return blocks;
  const all = blocks.slice();
  if (isKnown) all[at - 1] = changed;
  else all.splice(at, 0, changed);
  return all;
}
