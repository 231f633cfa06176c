// Where raw HTML begins and ends, by the seven rules of CommonMark (0.31, HTML blocks): inside, nothing is Markdown.

const blockTags =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|' +
  'fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|' +
  'menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|' +
  'track|ul';

/** HTML that goes on until something closes it, blank lines or not. */
const closedBy: readonly (readonly [begin: RegExp, end: RegExp])[] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?=[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<![a-z]/i, />/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
];

/** HTML that goes on until a blank line. */
const ofBlock = new RegExp(`^ {0,3}</?(?:${blockTags})(?=\\s|/?>|$)`, 'i');

/** The same of any other tag, where it stands alone on its line; but that does not end a paragraph. */
const loneTag =
  /^ {0,3}<(?:\/[a-z][a-z\d-]*\s*|[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?)>\s*$/i;

/** What ends the HTML that a line begins: a pattern in a line, or a blank line; `undefined` where it begins none. */
export function htmlEnd(line: string): RegExp | 'blank' | undefined {
  const closing = closedBy.find(([begin]) => begin.test(line))?.[1];
  return closing ?? (ofBlock.test(line) || loneTag.test(line) ? 'blank' : undefined);
}

/** Whether a line begins HTML even where a paragraph is open. */
export function isInterruptingHtml(line: string): boolean {
  return ofBlock.test(line) || closedBy.some(([begin]) => begin.test(line));
}
