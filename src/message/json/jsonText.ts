import { appendTextToRead } from '../appendText.js';
import { type JsonFault, JsonParser } from './jsonParser.js';

/** How far a JSON text has come. */
export type JsonStatus = 'streaming' | 'complete' | 'malformed';

/** What a JSON text says so far. */
export interface JsonReading {
  /** Deep-partial while it streams; `undefined` before there is a value. */
  readonly value: unknown;
  readonly status: JsonStatus;
  readonly fault?: JsonFault;
}

/** A parser that the versions of one text share, so that each character is read once. */
interface SharedParser {
  readonly parser: JsonParser;
  /** How far it has read; `undefined` once it was told that no more will come. */
  position: number | undefined;
  /** How long the longest version is: another continuation of a shorter one needs a parser of its own. */
  length: number;
  /** What the longest version has beyond that. */
  unread: string;
}

/**
 * JSON text that grows, as a value: appending gives a new text, and the old one stays as it was. It is read only when
 * somebody asks, and then only what has come since the last time.
 */
export class JsonText {
  readonly text: string;
  readonly hasEnded: boolean;
  private readonly shared: SharedParser;
  private known: JsonReading | undefined;

  private constructor(text: string, shared: SharedParser, hasEnded: boolean) {
    this.text = text;
    this.shared = shared;
    this.hasEnded = hasEnded;
  }

  static start(): JsonText {
    return new JsonText('', { parser: new JsonParser(), position: 0, length: 0, unread: '' }, false);
  }

  append(piece: string): JsonText {
    const { shared } = this;
    if (shared.length !== this.text.length) return JsonText.start().append(this.text).append(piece);
    const text = appendTextToRead(this.text, piece);
    shared.length = text.length;
    // While nobody has read anything, it is the text itself, one and the same string.
    shared.unread = shared.position === 0 ? text : appendTextToRead(shared.unread, piece);
    return new JsonText(text, shared, false);
  }

  /** The same text, of which no more will come. */
  end(): JsonText {
    return this.hasEnded ? this : new JsonText(this.text, this.shared, true);
  }

  /** What it says so far. */
  read(): JsonReading {
    this.known ??= this.readOn();
    return this.known;
  }

  private readOn(): JsonReading {
    // Read for the first time when it is whole, it is for the engine to parse: that takes a fraction of the time.
    if (this.hasEnded && this.shared.position === 0) return parsed(this.text) ?? this.readByParser();
    return this.readByParser();
  }

  private readByParser(): JsonReading {
    const parser = this.parserAtItsEnd();
    if (this.hasEnded) parser.end();
    const value = parser.snapshot();
    if (parser.fault) return { value, status: 'malformed', fault: parser.fault };
    return { value, status: this.hasEnded ? 'complete' : 'streaming' };
  }

  private parserAtItsEnd(): JsonParser {
    const { shared, text } = this;
    const { parser, position, unread } = shared;
    if (position === undefined || position > text.length) return parserAfter(text);
    parser.push(unread.slice(0, text.length - position));
    shared.unread = unread.slice(text.length - position);
    shared.position = this.hasEnded ? undefined : text.length;
    return parser;
  }
}

/** A later version of the text was read first: the shared parser cannot go back. */
function parserAfter(text: string): JsonParser {
  const parser = new JsonParser();
  parser.push(text);
  return parser;
}

/** What the whole text says, if it is JSON; what is wrong with it otherwise, our own parser tells more precisely. */
function parsed(text: string): JsonReading | undefined {
  try {
    return { value: JSON.parse(text) as unknown, status: 'complete' };
  } catch {
    return undefined;
  }
}
