/** The element of the page with this id. @throws Error - where the page and the program have grown apart */
export function byId(id: string): HTMLElement;
export function byId<E extends Element>(id: string, kind: new () => E): E;
export function byId(id: string, kind: new () => Element = HTMLElement): Element {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} #${id}.`);
}

/** Makes an element. What is in it is text, or other elements: never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Writes a text where it is another one: what has not changed is not an update. */
export function write(place: Element, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

/** A control that cannot be used now keeps the focus, and says so: hence not `disabled`. */
export function enable(control: Element, isUsable: boolean): void {
  const now = isUsable ? null : 'true';
  if (control.getAttribute('aria-disabled') === now) return;
  if (now === null) control.removeAttribute('aria-disabled');
  else control.setAttribute('aria-disabled', now);
}

export function isUsable(control: Element): boolean {
  return control.getAttribute('aria-disabled') !== 'true';
}
