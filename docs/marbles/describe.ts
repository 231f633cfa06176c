import type { Moment, Row } from './diagram.js';

/** What a diagram shows, in words: for who cannot see it. */
export function describe(groups: readonly Row[][]): string {
  return groups.flat().map(describeRow).join(' ');
}

function describeRow({ name, legend, begin, moments }: Row): string {
  const joins = begin > 0 ? [`begins at ${begin}`] : [];
  const events = [...joins, ...moments.map(describeMoment)];
  return `${name}: ${events.join(', ')}${legend ? `; ${legend}` : ''}.`;
}

function describeMoment({ at, symbols }: Moment): string {
  return `${symbols.map((symbol) => spoken[symbol] ?? symbol).join(' and ')} at ${at}`;
}

const spoken: Record<string, string> = {
  '|': 'end',
  '#': 'error',
  _: 'space',
  '[': 'span begins',
  ']': 'span ends',
};
