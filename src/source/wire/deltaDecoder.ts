import type { ConverseEvent } from '../../events.js';
import { malformed } from './malformed.js';
import { PlainText } from './plainText.js';
import { decodeUtf8 } from './utf8.js';

/**
 * Decodes the payload of a delta, where it is one of text, tool input, reasoning or signature and nothing else: the
 * shapes that come by the thousand, and that have nothing to convert, default or drop but the padding. To everything
 * else it says undefined: that is for the SDK. A member that is null, unknown or of another type is everything else.
 */
export class DeltaDecoder {
  private readonly plainText = new PlainText();

  decode(bytes: Uint8Array, start: number, end: number): ConverseEvent | undefined {
    // The SDK takes it for an empty object; everybody else would call it malformed.
    if (start === end) return undefined;
    const text = this.plainText.read(bytes, start, end);
    if (text === undefined) return this.parse(bytes, start, end);
    return { contentBlockDelta: { delta: { text }, contentBlockIndex: this.plainText.contentBlockIndex } };
  }

  private parse(bytes: Uint8Array, start: number, end: number): ConverseEvent | undefined {
    const payload = parse(decodeUtf8(bytes, start, end, 'the payload of an event'));
    if (!isRecord(payload)) return undefined;
    for (const name in payload) if (!members.has(name)) return undefined;
    const { delta, contentBlockIndex } = payload;
    if (!Number.isSafeInteger(contentBlockIndex)) return undefined;
    const plain = plainDelta(delta);
    if (plain?.text !== undefined) this.plainText.expect(contentBlockIndex as number);
    return plain && { contentBlockDelta: { delta: plain, contentBlockIndex: contentBlockIndex as number } };
  }
}

/** The padding `p` hides from eavesdroppers how long the text is. */
const members = new Set(['contentBlockIndex', 'delta', 'p']);

type Delta = NonNullable<NonNullable<ConverseEvent['contentBlockDelta']>['delta']>;

function plainDelta(delta: unknown): Delta | undefined {
  const [kind, value] = onlyMember(delta);
  if (kind === 'text') return typeof value === 'string' ? { text: value } : undefined;
  const [name, text] = onlyMember(value);
  if (typeof text !== 'string') return undefined;
  if (kind === 'toolUse' && name === 'input') return { toolUse: { input: text } };
  if (kind !== 'reasoningContent') return undefined;
  if (name === 'text') return { reasoningContent: { text } };
  return name === 'signature' ? { reasoningContent: { signature: text } } : undefined;
}

const none: readonly [undefined, undefined] = [undefined, undefined];

/** Name and value of an object's one member, if it is one and has one. */
function onlyMember(value: unknown): readonly [string | undefined, unknown] {
  if (!isRecord(value)) return none;
  let only: string | undefined;
  for (const name in value) {
    if (only !== undefined) return none;
    only = name;
  }
  return only === undefined ? none : [only, value[only]];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw malformed('the payload of an event is not JSON', error);
  }
}
