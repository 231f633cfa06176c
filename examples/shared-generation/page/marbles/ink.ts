/** The colours of the diagram, as the page's style has them just now. */
export interface Ink {
  text: string;
  muted: string;
  faint: string;
  accent: string;
  replay: string;
  outage: string;
  bad: string;
  surface: string;
}

export function inkOf(place: Element): Ink {
  const style = getComputedStyle(place);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: read('text'),
    muted: read('muted'),
    faint: read('line'),
    accent: read('accent'),
    replay: read('replay'),
    outage: read('outage'),
    bad: read('bad'),
    surface: read('surface'),
  };
}
