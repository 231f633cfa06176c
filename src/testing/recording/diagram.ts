import { columnsFor, endOf } from './columns.js';

/** A letter, or the mark of an end, and the frame that it belongs to. */
export interface Mark {
  readonly frame: number;
  readonly letter: string;
}

/** The diagram of marks in their order, in the notation of TestScheduler's `run`. */
export function diagramOf(marks: readonly Mark[]): string {
  let diagram = '';
  let frame = 0;
  let index = 0;
  for (const column of columnsFor(marks.map((mark) => mark.frame))) {
    const shown = marks.slice(index, index + column.count).map(({ letter }) => letter);
    const letters = shown.join('');
    diagram += pause(column.frame - frame) + (column.count === 1 ? letters : `(${letters})`);
    index += column.count;
    frame = endOf(column);
  }
  return diagram.trimStart();
}

/** Dashes, as long as one can count them. */
function pause(frames: number): string {
  return frames <= 5 ? '-'.repeat(frames) : ` ${frames}ms `;
}
