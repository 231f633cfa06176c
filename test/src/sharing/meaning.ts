import type { ConverseEvent } from 'rx-bedrock';

/** Pieces of text by their sort, between two things that nothing may be joined across; or one of those things. */
type Part = Record<string, string> | ConverseEvent;

/**
 * What a sequence of events says, told without the code under test: block by block, everything in order, except that
 * pieces of one sort count as one text. Whoever folds events, in whatever way, can know no more than this.
 */
export function meaningOf(events: readonly ConverseEvent[]): Map<number, Part[]> {
  const indices = new Set(events.map(blockOf).filter((index) => index !== undefined));
  return new Map([-1, ...indices].map((index) => [index, partsOf(events, index)]));
}

/** How many events are the fewest that say the same. */
export function sizeOf(meaning: Map<number, Part[]>): number {
  let size = meaning.get(-1)?.length ?? 0;
  for (const [index, parts] of meaning) {
    if (index === -1) continue;
    for (const part of parts) {
      if (!isEvent(part)) size += Object.keys(part).length;
      else if (blockOf(part) === index) size += 1;
    }
  }
  return size;
}

function partsOf(events: readonly ConverseEvent[], index: number): Part[] {
  const parts: Part[] = [];
  for (const event of events) {
    const block = blockOf(event);
    if (block !== undefined && block !== index) continue;
    const piece = pieceIn(event);
    if (!piece) {
      parts.push(event);
      continue;
    }
    let texts = parts.at(-1);
    if (!texts || isEvent(texts)) parts.push((texts = {}));
    texts[piece.sort] = (texts[piece.sort] ?? '') + piece.text;
  }
  return parts;
}

function blockOf(event: ConverseEvent): number | undefined {
  const { contentBlockDelta, contentBlockStart, contentBlockStop } = event;
  return (contentBlockDelta ?? contentBlockStart ?? contentBlockStop)?.contentBlockIndex;
}

/** The path to the one string of a delta that has nothing else, and that string. */
function pieceIn(event: ConverseEvent): { sort: string; text: string } | undefined {
  const path: string[] = [];
  let value: unknown = event.contentBlockDelta?.delta;
  while (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    if (members.length !== 1) return undefined;
    const [name, inner] = members[0] as [string, unknown];
    path.push(name);
    value = inner;
  }
  const sort = path.join('.');
  const isKnown = ['text', 'toolUse.input', 'reasoningContent.text', 'reasoningContent.signature'].includes(
    sort,
  );
  return isKnown && typeof value === 'string' ? { sort, text: value } : undefined;
}

function isEvent(part: Part): part is ConverseEvent {
  return Object.values(part).some((value) => typeof value !== 'string');
}
