import { tagBytes } from '../../bytesInJson.js';
import type { ConverseEvent } from '../../events.js';

/** Marbles by letter. */
export type Marbles = Readonly<Record<string, ConverseEvent>>;

/** Which letter each event has, and what they mean. */
export interface Lettering {
  readonly letters: readonly string[];
  readonly values: Marbles;
}

/**
 * Gives every event a letter, and equal ones the same. What the vocabulary knows has the letter that it has there;
 * other events of the kinds of which a message has few have the vocabulary's letter where it is free; the rest goes
 * through the alphabets.
 */
export function lettersFor(events: readonly ConverseEvent[], vocabulary: Marbles): Lettering {
  const known = new Map(Object.entries(vocabulary).map(([letter, event]) => [identityOf(event), letter]));
  const identities = events.map(identityOf);
  const reserved = new Set(identities.flatMap((identity) => known.get(identity) ?? []));
  const spare = alphabet();
  const given = new Map<string, string>();
  const values: Record<string, ConverseEvent> = {};
  const letters = events.map((event, index) => {
    const identity = identities[index]!;
    const before = given.get(identity);
    if (before !== undefined) return before;
    const usual = usualLetter(event);
    const free = usual !== undefined && !reserved.has(usual) ? usual : undefined;
    const letter = known.get(identity) ?? free ?? spare.next().value;
    reserved.add(letter);
    given.set(identity, letter);
    values[letter] = event;
    return letter;
  });
  return { letters, values };
}

/** Whatever the order of its members, which is not the same for all who make events. */
function identityOf(event: ConverseEvent): string {
  return JSON.stringify(tagBytes(event), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** The letter that the vocabulary has for an event of this kind. */
function usualLetter({
  messageStart,
  contentBlockStart,
  contentBlockStop,
  messageStop,
  metadata,
}: ConverseEvent) {
  if (messageStart) return 's';
  if (contentBlockStart) return 't';
  if (contentBlockStop) return ['x', 'y', 'z'][contentBlockStop.contentBlockIndex ?? 0];
  if (messageStop) return 'e';
  return metadata ? 'm' : undefined;
}

/** From the first to the last of each: letters of one code point, which a diagram has no other use for. */
const alphabets = [
  ['A', 'Z'],
  ['α', 'ω'],
  ['Ā', 'ɏ'],
  ['一', '鿿'],
  ['가', '힣'],
  ['𠀀', '𪛟'],
] as const;

function* alphabet(): Generator<string, never> {
  for (const [first, last] of alphabets) {
    const end = last.codePointAt(0)!;
    for (let code = first.codePointAt(0)!; code <= end; code++) yield String.fromCodePoint(code);
  }
  throw new RangeError('The recording has more different events than there are letters.');
}
