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

/** What a delta that has one thing and nothing else says, as text that can be strung together, and its sort. */
function pieceIn(event: ConverseEvent): { sort: string; text: string } | undefined {
  const path: string[] = [];
  let value: unknown = event.contentBlockDelta?.delta;
  while (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value)) {
    const members = Object.entries(value);
    if (members.length !== 1) return undefined;
    const [name, inner] = members[0] as [string, unknown];
    path.push(name);
    value = inner;
  }
  const sort = path.join('.');
  const text = sayings[sort]?.(value);
  return text === undefined ? undefined : { sort, text };
}

const asItIs = (value: unknown) => (typeof value === 'string' ? value : undefined);

const sayings: Record<string, (value: unknown) => string | undefined> = {
  text: asItIs,
  'toolUse.input': asItIs,
  'reasoningContent.text': asItIs,
  'reasoningContent.signature': asItIs,
  'reasoningContent.redactedContent': (bytes) =>
    [...(bytes as Uint8Array)].map((byte) => `${byte},`).join(''),
  // Text that stands alone flows together; anything else stands between bars.
  toolResult: (items) =>
    (items as object[]).map((item) => soleText(item) ?? `\0${JSON.stringify(item)}\0`).join(''),
};

function soleText(item: object): string | undefined {
  const [[name, value] = [], ...others] = Object.entries(item);
  return name === 'text' && others.length === 0 ? (value as string) : undefined;
}

function isEvent(part: Part): part is ConverseEvent {
  return Object.values(part).some((value) => typeof value !== 'string');
}
