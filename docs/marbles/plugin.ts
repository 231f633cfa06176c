import type { Application } from 'typedoc';
import { readDiagram } from './diagram.js';
import { draw } from './draw.js';

/** What is used here of markdown-it, which typedoc brings and does not show. */
interface MarkdownIt {
  renderer: { rules: Record<string, Rule | undefined> };
  utils: { escapeHtml: (text: string) => string };
}
type Rule = (tokens: { info: string; content: string }[], index: number, ...more: unknown[]) => string;

/** A plugin of typedoc: marble diagrams are drawn, from the very text that stands in the comment. */
export function load(app: Application): void {
  // Options that are set before are lost when typedoc reads its own.
  app.on('bootstrapEnd', () => app.options.setValue('markdownItLoader', drawMarbles));
}

function drawMarbles({ renderer: { rules }, utils }: MarkdownIt): void {
  const asCode = rules['fence']!;
  rules['fence'] = (tokens, index, ...more) => {
    const { info, content } = tokens[index]!;
    const diagram = info === 'text' ? readDiagram(content) : undefined;
    if (!diagram) return asCode(tokens, index, ...more);
    const source = `<details><summary>as text</summary><pre>${utils.escapeHtml(content)}</pre></details>`;
    return `<figure class="marbles">${draw(diagram)}${source}</figure>`;
  };
}
