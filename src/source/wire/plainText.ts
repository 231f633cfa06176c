import { decodeUtf8 } from './utf8.js';

const quote = 0x22;
const backslash = 0x5c;
const encoder = new TextEncoder();

/**
 * Reads the text of a delta without parsing its JSON, where Bedrock has written it as it nearly always does: members
 * sorted, a text without escapes, the padding at the end. What comes before the text is the same for all deltas of a
 * block, so it is compared with what it was the last time. Anything else is for a parser to read.
 *
 * Only the text is decoded, not the payload around it: a string cut out of a longer one would keep that alive.
 */
export class PlainText {
  private index = 0;
  private head = headOf(0);

  /** Says which block's deltas come. */
  expect(index: number): void {
    if (index === this.index) return;
    this.index = index;
    this.head = headOf(index);
  }

  /** The block that the text belongs to. */
  get contentBlockIndex(): number {
    return this.index;
  }

  /** The text of the payload between two places, if it can be read so. */
  read(bytes: Uint8Array, start: number, end: number): string | undefined {
    const { head } = this;
    for (let at = 0; at < head.length; at++) if (bytes[start + at] !== head[at]) return undefined;
    const from = start + head.length;
    const to = endOfText(bytes, from, end);
    return to === undefined ? undefined : decodeUtf8(bytes, from, to, 'the payload of an event');
  }
}

function headOf(index: number): Uint8Array {
  return encoder.encode(`{"contentBlockIndex":${index},"delta":{"text":"`);
}

const beforePadding = encoder.encode('"},"p":"');
const afterPadding = encoder.encode('"}');

/** Where a text ends that has neither escapes nor anything but the padding behind it. */
function endOfText(bytes: Uint8Array, from: number, end: number): number | undefined {
  let to = from;
  for (; to < end; to++) {
    const byte = bytes[to]!;
    if (byte === quote) break;
    if (byte === backslash || byte < 0x20) return undefined;
  }
  if (!isAt(bytes, to, beforePadding)) return undefined;
  const padding = end - afterPadding.length;
  for (let at = to + beforePadding.length; at < padding; at++)
    if (!isAlphanumeric(bytes[at]!)) return undefined;
  return padding >= to + beforePadding.length && isAt(bytes, padding, afterPadding) ? to : undefined;
}

function isAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let offset = 0; offset < expected.length; offset++) {
    if (bytes[at + offset] !== expected[offset]) return false;
  }
  return true;
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}
