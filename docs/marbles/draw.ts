import { describe } from './describe.js';
import type { Moment, Row } from './diagram.js';
import { escape, titleOf } from './title.js';

// All in pixels.
/** Of the marbles; with its margins it is what a page of typedoc has room for. */
const widest = 484;
const margin = 16;
const lane = 32;
const gap = 14;
const radius = 10;
const wideColumn = 24;
/** Between the marbles of one moment. */
const step = 20;

/** Draws a diagram: one time axis for each group of rows, one colour for each symbol. Colours are in marbles.css. */
export function draw(groups: readonly Row[][]): string {
  const colours = coloursOf(groups.flat());
  let top = 4;
  const drawn = groups.map((rows) => {
    const column = Math.min(wideColumn, (widest - 4 * margin) / Math.max(...rows.map(({ end }) => end)));
    const end = Math.max(...rows.map((row) => rightOf(row, column)));
    const lanes = rows.map((row) => {
      const title = titleOf(row.name, row.legend, margin - radius, widest + margin);
      const marbles = drawRow(row, column, end, colours);
      const g = `<g transform="translate(0 ${top})">${title.svg}<g transform="translate(0 ${title.height + lane / 2})">${marbles}</g></g>`;
      top += title.height + lane + gap;
      return g;
    });
    top += gap;
    return lanes.join('');
  });
  const height = top - 2 * gap + 4;
  const label = escape(`Marble diagram. ${describe(groups)}`);
  return `<svg class="marbles" role="img" aria-label="${label}" viewBox="0 0 ${widest + 2 * margin} ${height}" width="${widest + 2 * margin}" height="${height}">${drawn.join('')}</svg>`;
}

function drawRow(row: Row, column: number, end: number, colours: Map<string, number>): string {
  const marbles = row.moments.map((moment) => drawMoment(moment, xOf(moment.at, column), colours));
  return drawLine(row, column, end) + marbles.join('');
}

/** From the subscription to the end; an arrow where there is none, as time goes on. */
function drawLine({ begin, moments }: Row, column: number, end: number): string {
  const from = xOf(begin, column) - (begin > 0 ? radius + 4 : 0);
  const span = moments.filter(({ symbols }) => /^[[\]]$/.test(symbols[0]!));
  if (span.length === 2) {
    const [left, right] = span.map(({ at }) => xOf(at, column)) as [number, number];
    return `<rect class="span" x="${left}" y="-5" width="${right - left}" height="10" rx="5"/>`;
  }
  const tick = begin > 0 ? `<path class="line" d="M${from} -6V6"/>` : '';
  const last = moments.at(-1);
  const isOver = last?.symbols.some((symbol) => symbol === '|' || symbol === '#') ?? false;
  const to = isOver ? xOf(last!.at, column) + step * (last!.symbols.length - 1) : end + step;
  const arrow = isOver ? '' : `<path class="line" d="M${to - 6} -5L${to} 0L${to - 6} 5"/>`;
  return `${tick}<path class="line" d="M${from} 0H${to}"/>${arrow}`;
}

function drawMoment({ symbols }: Moment, x: number, colours: Map<string, number>): string {
  const reach = radius + 3;
  const right = step * (symbols.length - 1) + (symbols.at(-1) === '|' ? reach / 2 : reach);
  const frame = `<rect class="together" x="${x - reach}" y="${-reach}" width="${reach + right}" height="${2 * reach}" rx="${reach}"/>`;
  return (
    (symbols.length > 1 ? frame : '') +
    symbols.map((symbol, index) => drawSymbol(symbol, x + index * step, colours)).join('')
  );
}

function drawSymbol(symbol: string, x: number, colours: Map<string, number>): string {
  if (symbol === '|') return `<path class="end" d="M${x} -10V10"/>`;
  if (symbol === '#') return `<path class="error" d="M${x - 7} -7L${x + 7} 7M${x + 7} -7L${x - 7} 7"/>`;
  if (symbol === '[' || symbol === ']') return '';
  const letter = symbol === '_' ? '␣' : symbol;
  return `<g class="marble colour-${colours.get(symbol)}"><circle cx="${x}" r="${radius}"/><text x="${x}" y="4">${letter}</text></g>`;
}

/** The same symbol has the same colour in every row. */
function coloursOf(rows: readonly Row[]): Map<string, number> {
  const symbols = new Set(rows.flatMap(({ moments }) => moments.flatMap((moment) => moment.symbols)));
  const values = [...symbols].filter((symbol) => /\w/.test(symbol));
  return new Map(values.map((symbol, index) => [symbol, index % 7]));
}

function rightOf({ moments, end }: Row, column: number): number {
  const last = moments.at(-1);
  return Math.max(xOf(end - 1, column), last ? xOf(last.at, column) + step * (last.symbols.length - 1) : 0);
}

function xOf(at: number, column: number): number {
  return Math.round((margin + at * column) * 10) / 10;
}
