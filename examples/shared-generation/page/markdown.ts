import DOMPurify from 'dompurify';
import { Marked } from 'marked';

/**
 * A block of Markdown as elements. The words are a model's: its markup is text, its pictures are named and not fetched,
 * its links show where they go. What comes out of the renderer is sanitised all the same, and the page's Content
 * Security Policy stands behind both.
 */
export function renderMarkdown(text: string): DocumentFragment {
  return DOMPurify.sanitize(marked.parse(text, { async: false }), {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: ['href', 'class', 'align', 'start', 'rel', 'target'],
    ALLOWED_URI_REGEXP: /^https?:\/\//i,
    // These are no addresses.
    ADD_URI_SAFE_ATTR: ['align', 'start', 'rel', 'target'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

const tags =
  'h2 h3 h4 h5 h6 p strong em del code pre ul ol li blockquote hr br a table thead tbody tr th td span div'.split(
    ' ',
  );

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ href, text }) =>
      `<span class="not-loaded">picture not loaded: ${escapeHtml(text)} <code>${escapeHtml(href)}</code></span>`,
    link({ href, tokens, text }) {
      if (!/^https?:\/\//i.test(href))
        return `${this.parser.parseInline(tokens)} <code>${escapeHtml(href)}</code>`;
      // As the browser will take it: letters of other scripts, and what turns the direction of writing, are spelled out.
      const address = escapeHtml(URL.canParse(href) ? new URL(href).href : href);
      const says = text === href ? '' : `${this.parser.parseInline(tokens)} `;
      return `${says}<a href="${address}" rel="noopener noreferrer nofollow" target="_blank">${address}</a>`;
    },
    // A head without a word heads nothing.
    tablecell({ tokens, header, align }) {
      const tag = header && tokens.length > 0 ? 'th' : 'td';
      return `<${tag}${align ? ` align="${align}"` : ''}>${this.parser.parseInline(tokens)}</${tag}>\n`;
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    // The page has its own h1 and h2.
    heading({ tokens, depth }) {
      if (tokens.length === 0) return ''; // it has only begun
      const level = Math.min(depth + 1, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
  },
});

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
