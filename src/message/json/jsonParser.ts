import { appendText } from '../appendText.js';
import { GrowingTree, type OnValue, type Unfinished } from './growingTree.js';
import { faultIn, isNumeric, isNumber } from './number.js';

/** Why a text is not JSON, and where: the offset of the first character that cannot go on. */
export interface JsonFault {
  readonly position: number;
  readonly message: string;
}

/** What may come next between two tokens. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or close' | 'end';

/** The token that the last piece has left unfinished. */
type Token = 'string' | 'key' | 'number' | 'literal';

/** The literals by their first character. */
const literals: Readonly<Record<string, { word: string; value: unknown }>> = {
  t: { word: 'true', value: true },
  f: { word: 'false', value: false },
  n: { word: 'null', value: null },
};

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads JSON as it comes, in pieces cut anywhere, each character once. At any moment there is a snapshot of the value
 * so far: strings as far as they have come, numbers and literals only when they are whole.
 *
 * Our own, because none of the packages that read partial JSON gives snapshots that never change and share what is
 * finished: they hand out the live tree, or parse the text from its start again.
 */
export class JsonParser {
  /** Why it cannot go on, once it cannot; what comes after that is not read. */
  fault: JsonFault | undefined;
  private readonly tree: GrowingTree;
  private expected: Expected = 'value';
  private token: Token | undefined;
  /** What has come of the token. */
  private text = '';
  /** What has come of an escape in a string. */
  private escape = '';
  /** The first half of a surrogate pair, which cannot be shown without the second. */
  private half = '';
  /** How many characters came in earlier pieces. */
  private offset = 0;
  private latest: Unfinished | undefined;

  constructor(onValue?: OnValue) {
    this.tree = new GrowingTree(onValue);
  }

  push(piece: string): void {
    for (let at = 0; at < piece.length && !this.fault; ) at = this.read(piece, at);
    this.offset += piece.length;
  }

  /** Says that no more will come: only now is a number at the very end whole. */
  end(): void {
    if (this.token === 'number' && !this.fault) this.finishNumber(this.offset);
    const isWhole = this.token === undefined && this.expected === 'end';
    if (!isWhole) this.fault ??= { position: this.offset, message: 'The text ended too early' };
  }

  /** The value so far, the very same one until it grows; `undefined` before there is one. */
  snapshot(): unknown {
    this.latest ??= { value: this.tree.snapshot(this.token === 'string' ? { value: this.text } : undefined) };
    return this.latest.value;
  }

  private read(piece: string, at: number): number {
    switch (this.token) {
      case 'string':
      case 'key':
        return this.escape === '' ? this.readString(piece, at) : this.readEscape(piece, at);
      case 'number':
        return this.readNumber(piece, at);
      case 'literal':
        return this.readLiteral(piece, at);
      case undefined:
        return isSpace(piece.charCodeAt(at)) ? at + 1 : this.readStructure(piece, at);
    }
  }

  private readStructure(piece: string, at: number): number {
    const char = piece.charAt(at);
    const { expected } = this;
    if (expected === 'value' || expected === 'value or ]') return this.startValue(at, char);
    const isArray = Array.isArray(this.tree.top);
    if (expected === 'comma or close' && char === ',') this.expected = isArray ? 'value' : 'key';
    else if (expected === 'comma or close' && char === (isArray ? ']' : '}')) this.close();
    else if (expected === 'colon' && char === ':') this.expected = 'value';
    else if ((expected === 'key' || expected === 'key or }') && char === '"') this.start('key');
    else if (expected === 'key or }' && char === '}') this.close();
    else return this.unexpected(piece, at);
    return at + 1;
  }

  private startValue(at: number, char: string): number {
    if (char === '"') {
      this.start('string');
      this.latest = undefined;
    } else if (char === '{') {
      this.tree.openObject();
      this.latest = undefined;
      this.expected = 'key or }';
    } else if (char === '[') {
      this.tree.openArray();
      this.latest = undefined;
      this.expected = 'value or ]';
    } else if (char === ']' && this.expected === 'value or ]') this.close();
    else if (char === '-' || (char >= '0' && char <= '9')) return this.start('number', at);
    else return this.start('literal', at);
    return at + 1;
  }

  private start(token: Token, at = 0): number {
    this.token = token;
    this.text = '';
    return at;
  }

  private close(): void {
    this.tree.close();
    this.afterValue();
  }

  private finish(value: unknown): void {
    this.tree.add(value);
    this.latest = undefined;
    this.afterValue();
  }

  private afterValue(): void {
    this.token = undefined;
    this.expected = this.tree.top === undefined ? 'end' : 'comma or close';
  }

  private unexpected(piece: string, at: number): number {
    this.fault = { position: this.offset + at, message: `Unexpected ${JSON.stringify(piece.charAt(at))}` };
    return at;
  }

  private readString(piece: string, from: number): number {
    let at = from;
    while (at < piece.length && isPlain(piece.charCodeAt(at))) at++;
    if (at > from) this.append(piece.slice(from, at));
    if (at === piece.length) return at;
    const char = piece.charAt(at);
    if (char === '"') this.finishString();
    else if (char === '\\') this.escape = char;
    else return this.unexpected(piece, at);
    return at + 1;
  }

  private readEscape(piece: string, at: number): number {
    const char = piece.charAt(at);
    const isUnicode = this.escape.length > 1;
    if (isUnicode ? !/[0-9a-fA-F]/.test(char) : char !== 'u' && !(char in escapes))
      return this.unexpected(piece, at);
    this.escape += char;
    const plain = isUnicode ? undefined : escapes[char];
    if (plain !== undefined) this.finishEscape(plain);
    else if (this.escape.length === 6) {
      this.finishEscape(String.fromCharCode(Number.parseInt(this.escape.slice(2), 16)));
    }
    return at + 1;
  }

  private finishEscape(char: string): void {
    this.escape = '';
    this.append(char);
  }

  private append(piece: string): void {
    const whole = this.half + piece;
    const last = whole.charCodeAt(whole.length - 1);
    const isHalf = last >= 0xd800 && last < 0xdc00;
    this.half = isHalf ? whole.slice(-1) : '';
    this.text = appendText(this.text, isHalf ? whole.slice(0, -1) : whole);
    // A key shows only with its value.
    if (this.token === 'string') this.latest = undefined;
  }

  private finishString(): void {
    const text = this.text + this.half;
    this.half = '';
    if (this.token === 'string') {
      this.finish(text);
      return;
    }
    this.tree.key(text);
    this.token = undefined;
    this.expected = 'colon';
  }

  private readNumber(piece: string, from: number): number {
    let at = from;
    while (at < piece.length && isNumeric(piece.charCodeAt(at))) at++;
    this.text += piece.slice(from, at);
    if (at < piece.length) this.finishNumber(this.offset + at);
    return at;
  }

  private finishNumber(end: number): void {
    const { text } = this;
    if (isNumber(text)) this.finish(Number(text));
    else this.fault = { position: end - text.length + faultIn(text), message: 'A malformed number' };
  }

  private readLiteral(piece: string, at: number): number {
    const text = this.text + piece.charAt(at);
    const literal = literals[text.charAt(0)];
    if (!literal?.word.startsWith(text)) return this.unexpected(piece, at);
    this.text = text;
    if (text === literal.word) this.finish(literal.value);
    return at + 1;
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Neither the end of a string, nor an escape, nor a control character, which JSON wants escaped. */
function isPlain(code: number): boolean {
  return code !== 0x22 && code !== 0x5c && code >= 0x20;
}
