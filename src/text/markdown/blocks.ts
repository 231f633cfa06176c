import type { LineRead, LineReader } from '../lineGroups.js';
import { type List, listFrom, listWith, type Quote, quoteWith } from './container.js';
import { htmlEnd, isInterruptingHtml } from './html.js';
import {
  fenceEnd,
  indentOf,
  isBlank,
  isHeading,
  isInterruptingItem,
  isQuote,
  isRule,
  isTableRule,
  isUnderline,
} from './line.js';

/** The block that is open. */
type Block =
  | { readonly kind: 'nothing' }
  /** Nothing can go on with it: a heading, a rule, a fence that is closed. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'paragraph' }
  | { readonly kind: 'code' }
  /** A fence, or HTML that goes on until something closes it. */
  | { readonly kind: 'raw'; readonly end: RegExp }
  | { readonly kind: 'html' }
  | Quote
  | List;

const finished: Block = { kind: 'finished' };

/**
 * The blocks of Markdown: headings, paragraphs with their tables, lists, block quotes, fences, code, rules, HTML. They
 * are told as a parser would that sees the whole text, from whole lines. Where a line may or may not begin a block, it
 * does not: two blocks in one segment are shown as they should be, half a block is not.
 */
export const markdownBlocks: LineReader<Block> = {
  seed: { kind: 'nothing' },
  read(block, terminated) {
    const line = terminated.replace(/[\r\n]+$/, '');
    if (block.kind === 'raw') return goOn(block.end.test(line) ? finished : block);
    if (isBlank(line)) return goOn(afterGap(block));
    const continued = continueBlock(block, line);
    if (continued) return goOn(continued);
    // Code may go on behind blank lines, or belong to a list: it never begins a segment.
    if (indentOf(line) > 3) return goOn({ kind: 'code' });
    return { state: begin(line), begins: block.kind !== 'nothing' };
  },
};

function goOn(state: Block): LineRead<Block> {
  return { state, begins: false };
}

function afterGap(block: Block): Block {
  // A list goes on behind blank lines, but its text does not.
  if (block.kind === 'list') return { ...block, isText: false };
  return block.kind === 'nothing' || block.kind === 'code' ? block : finished;
}

function begin(line: string): Block {
  const fence = fenceEnd(line);
  if (fence) return { kind: 'raw', end: fence };
  if (isHeading(line) || isRule(line)) return finished;
  const end = htmlEnd(line);
  if (end === 'blank') return { kind: 'html' };
  if (end) return end.test(line) ? finished : { kind: 'raw', end };
  return quoteWith(line) ?? listFrom(line) ?? { kind: 'paragraph' };
}

/** The block with a line that goes on with it; `undefined` where the line begins another. */
function continueBlock(block: Block, line: string): Block | undefined {
  switch (block.kind) {
    case 'paragraph':
      if (isUnderline(line)) return finished;
      if (isTableRule(line)) return block;
      return interrupts(line) || isInterruptingItem(line) ? undefined : block;
    case 'quote':
      return quoteWith(line, block) ?? (isLazy(block, line) ? block : undefined);
    case 'list':
      return listWith(line, block) ?? (isLazy(block, line) ? block : undefined);
    case 'html':
      return block;
    default:
      return undefined;
  }
}

/** Whether a line goes on with the text of an item or a quote though nothing marks it as belonging there. */
function isLazy({ isText }: List | Quote, line: string): boolean {
  return isText && !interrupts(line) && !listFrom(line);
}

/** Whether a line begins another block where text is open, with no blank line between. */
function interrupts(line: string): boolean {
  if (indentOf(line) > 3) return false;
  const begins = isHeading(line) || isRule(line) || isQuote(line) || fenceEnd(line) !== undefined;
  return begins || isInterruptingHtml(line);
}
