import { dedented, fenceEnd, indentOf, isBlank, isHeading, isQuote, isRule, itemMark } from './line.js';

/** What is known of the last line in a list or a quote. */
interface Inside {
  /** What closes the fence that is open in there. */
  readonly fence?: RegExp;
  /** Whether it is text, which a line that is not marked as belonging there may go on with. */
  readonly isText: boolean;
}

/** A block quote that is open. */
export interface Quote extends Inside {
  readonly kind: 'quote';
}

/** A list that is open. */
export interface List extends Inside {
  readonly kind: 'list';
  /** The mark of its items. */
  readonly type: string;
  /** Where the content of the last item begins, in columns. */
  readonly content: number;
}

const nothing: Inside = { isText: false };

/** The quote that a line begins, or goes on with. */
export function quoteWith(line: string, quote?: Quote): Quote | undefined {
  if (!isQuote(line)) return undefined;
  return { kind: 'quote', ...inside(quote ?? nothing, line.replace(/^ {0,3}> ?/, '')) };
}

/** The list that a line begins. */
export function listFrom(line: string): List | undefined {
  const mark = indentOf(line) < 4 ? itemMark(line) : undefined;
  if (!mark) return undefined;
  const { type, content, text } = mark;
  return { kind: 'list', type, content, ...inside(nothing, text) };
}

/** The list with a line that belongs to it for certain: an item, or what is indented like the content of one. */
export function listWith(line: string, { kind, type, content, ...before }: List): List | undefined {
  if (indentOf(line) >= content) {
    return { kind, type, content, ...inside(before, dedented(line, content)) };
  }
  const next = listFrom(line);
  return next?.type === type ? next : undefined;
}

function inside({ fence, isText }: Inside, text: string): Inside {
  if (fence) return fence.test(text) ? nothing : { fence, isText: false };
  const inner = withoutMarks(text);
  const opened = fenceEnd(inner);
  if (opened) return { fence: opened, isText: false };
  // What is indented further is code, unless it goes on with text.
  if (indentOf(inner) > 3) return { isText };
  return { isText: !isBlank(inner) && !isHeading(inner) && !isRule(inner) };
}

/** What a line says, without the marks of further lists and quotes. */
function withoutMarks(text: string): string {
  let inner = text;
  for (;;) {
    const next = itemMark(inner)?.text ?? /^ {0,3}> ?(.*)$/.exec(inner)?.[1];
    if (next === undefined) return inner;
    inner = next;
  }
}
