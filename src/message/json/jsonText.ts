import { appendText } from '../appendText.js';
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
}

/**
 * JSON text that grows, as a value: appending gives a new text, and the old one stays as it was. It is read only when
 * somebody asks, and then only what has come since the last time.
 */
export class JsonText {
  readonly text: string;
  readonly hasEnded: boolean;
  /** The end of the text, at least from where the parser was when this was made. */
  private readonly unread: string;
  private readonly shared: SharedParser;
  /** Whether a longer version has the parser now: another continuation needs one of its own. */
  private hasGrown = false;
  private known: JsonReading | undefined;

  private constructor(text: string, unread: string, shared: SharedParser, hasEnded: boolean) {
    this.text = text;
    this.unread = unread;
    this.shared = shared;
    this.hasEnded = hasEnded;
  }

  static start(): JsonText {
    return new JsonText('', '', { parser: new JsonParser(), position: 0 }, false);
  }

  append(piece: string): JsonText {
    if (this.hasGrown) return JsonText.start().append(this.text).append(piece);
    this.hasGrown = true;
    const text = appendText(this.text, piece);
    const { position } = this.shared;
    // While nobody has read anything, both are one and the same string.
    const unread =
      position === 0 ? text : position === this.text.length ? piece : appendText(this.unread, piece);
    return new JsonText(text, unread, this.shared, false);
  }

  /** The same text, of which no more will come. */
  end(): JsonText {
    return this.hasEnded ? this : new JsonText(this.text, this.unread, this.shared, true);
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
    const { shared, text, unread } = this;
    if (shared.position === undefined || shared.position > text.length) return parserAfter(text);
    const missing = text.length - shared.position;
    shared.parser.push(unread.slice(unread.length - missing));
    shared.position = this.hasEnded ? undefined : text.length;
    return shared.parser;
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
