import type { Chronicle, Lane } from '../chronicle.js';
import { byId, element, write } from '../element.js';

/** The diagram as a table, for those who cannot see it or want the numbers. Rows are kept, so that nobody loses their place. */
export function writeInWords({ lanes, outages }: Chronicle): void {
  const table = byId('lane-table');
  while (table.children.length > lanes.length) table.lastElementChild!.remove();
  lanes.forEach((lane, index) => {
    const row = table.children[index] ?? table.appendChild(emptyRow());
    cellsOf(lane).forEach((text, column) => write(row.children[column]!, text));
  });
  const spells = outages.map(({ from, to, missed }) =>
    to === undefined
      ? `since ${seconds(from)}`
      : `from ${seconds(from)} to ${seconds(to)} (${missed} events caught up with)`,
  );
  write(byId('outages'), spells.length === 0 ? '' : `The network was lost ${spells.join(', ')}.`);
}

function emptyRow(): HTMLElement {
  return element('tr', {}, element('th', { scope: 'row' }), ...[1, 2, 3, 4].map(() => element('td')));
}

function cellsOf({ name, joined, replayed, live, end }: Lane): string[] {
  const past =
    replayed.events === 0
      ? 'nothing had come yet'
      : `${replayed.events} events, ${replayed.characters} characters`;
  return [
    name,
    seconds(joined),
    past,
    `${live} events`,
    end ? `${end.how} at ${seconds(end.at)}` : 'listening',
  ];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
