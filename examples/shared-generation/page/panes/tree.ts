import type { JsonValue } from 'rx-bedrock/browser';
import { element, write } from '../element.js';

/** More than this is not drawn: nobody reads it, and a page has to stay a page. */
const most = { nodes: 500, characters: 2_000 };

/** A JSON value as nested lists. Finished parts keep their identity, so only what grows is touched. */
export class Tree {
  readonly place: HTMLElement = element('div', { class: 'tree' });
  private readonly shown = new WeakMap<Element, JsonValue>();
  private nodes = 0;

  show(value: JsonValue): void {
    this.draw(this.place, value);
  }

  private draw(place: Element, value: JsonValue): void {
    if (this.shown.has(place) && this.shown.get(place) === value) return;
    this.shown.set(place, value);
    if (typeof value === 'object' && value !== null) this.drawMembers(place, value);
    else this.drawLeaf(place, value);
  }

  private drawMembers(place: Element, value: object): void {
    const list = place.querySelector(':scope > ul') ?? place.appendChild(element('ul'));
    const isList = Array.isArray(value);
    for (const [index, [key, member]] of Object.entries(value as Record<string, JsonValue>).entries()) {
      const row = list.children[index] ?? this.addRow(list, isList ? `${index}` : key);
      if (row) this.draw(row, member);
    }
  }

  private addRow(list: Element, key: string): Element | undefined {
    if (this.nodes >= most.nodes) return undefined;
    this.nodes += 1;
    return list.appendChild(element('li', {}, element('span', { class: 'key' }, key)));
  }

  private drawLeaf(place: Element, value: string | number | boolean | null): void {
    const leaf =
      place.querySelector(':scope > .leaf') ?? place.appendChild(element('span', { class: 'leaf' }));
    leaf.className = `leaf ${value === null ? 'null' : typeof value}`;
    write(leaf, typeof value === 'string' ? value.slice(0, most.characters) : String(value));
  }
}
