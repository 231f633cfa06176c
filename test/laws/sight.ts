import type { ConverseEvent } from 'rx-bedrock';
import { isDeepStrictEqual } from 'node:util';

/**
 * Whether somebody who saw `seen` has followed `emitted`: first, perhaps, a summary of what came before, and then
 * every event itself, one by one and in order, up to the event before `until`.
 */
export function hasFollowed(
  seen: readonly ConverseEvent[],
  emitted: readonly ConverseEvent[],
  until = emitted.length,
): boolean {
  for (let live = until; live >= 0; live -= 1) {
    const summaryLength = seen.length - (until - live);
    if (summaryLength < 0) return false;
    const isLive = emitted.slice(live, until).every((event, at) => seen[summaryLength + at] === event);
    if (isLive && isDeepStrictEqual(gist(seen.slice(0, summaryLength)), gist(emitted.slice(0, live))))
      return true;
  }
  return false;
}

/** Whether somebody has followed as far as some event: all that there is to see when everybody has left. */
export function hasFollowedForAWhile(
  seen: readonly ConverseEvent[],
  emitted: readonly ConverseEvent[],
): boolean {
  return Array.from({ length: emitted.length + 1 }).some((_, until) => hasFollowed(seen, emitted, until));
}

/** Whether somebody has seen nothing but what there was, in order: one who has left, perhaps amid a summary. */
export function hasSeenPart(seen: readonly ConverseEvent[], emitted: readonly ConverseEvent[]): boolean {
  const [part, whole] = [gist(seen), gist(emitted)];
  const texts = new Map(whole.texts);
  return (
    part.texts.every(([strand, text]) => texts.get(strand)?.startsWith(text)) &&
    part.others.every(([event], at) => event === whole.others[at]?.[0])
  );
}

/** What a summary must keep: the text of each block and kind, and every other event with the text before it. */
function gist(events: readonly ConverseEvent[]) {
  const texts = new Map<string, string>();
  const others: [ConverseEvent, unknown][] = [];
  for (const event of events) {
    const piece = pieceOf(event);
    if (piece) texts.set(piece.strand, (texts.get(piece.strand) ?? '') + piece.text);
    else others.push([event, textBefore(event, texts)]);
  }
  return { texts: sorted(texts), others };
}

function pieceOf({ contentBlockDelta }: ConverseEvent): { strand: string; text: string } | undefined {
  const { delta, contentBlockIndex: index } = contentBlockDelta ?? {};
  if (!delta || index === undefined) return undefined;
  const { text, toolUse, reasoningContent } = delta;
  if (text !== undefined) return { strand: `${index} text`, text };
  if (toolUse?.input !== undefined) return { strand: `${index} input`, text: toolUse.input };
  if (reasoningContent?.text !== undefined)
    return { strand: `${index} reasoning`, text: reasoningContent.text };
  if (reasoningContent?.signature === undefined) return undefined;
  return { strand: `${index} signature`, text: reasoningContent.signature };
}

/** The text of the event's own block, or of all blocks where it belongs to none. */
function textBefore(event: ConverseEvent, texts: ReadonlyMap<string, string>) {
  const { contentBlockStart, contentBlockDelta, contentBlockStop } = event;
  const index = (contentBlockStart ?? contentBlockDelta ?? contentBlockStop)?.contentBlockIndex;
  return sorted(texts).filter(([strand]) => index === undefined || strand.startsWith(`${index} `));
}

// An empty delta says nothing, whether it stands alone or has been joined to another.
function sorted(texts: ReadonlyMap<string, string>) {
  return [...texts].filter(([, text]) => text !== '').sort(([a], [b]) => (a < b ? -1 : 1));
}
