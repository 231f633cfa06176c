import { appendText } from '../message/appendText.js';
import { Lines } from './lines.js';
import type { Segments } from './segments.js';

/** What a line does to what is open: it goes on with it, or begins something new. */
export interface LineRead<S> {
  readonly state: S;
  readonly begins: boolean;
}

/** Reads the lines of a text one after the other, each once and whole. */
export interface LineReader<S> {
  readonly seed: S;
  readonly read: (state: S, line: string) => LineRead<S>;
}

/** Segments of whole lines. */
export class LineGroups<S> implements Segments {
  private readonly reader: LineReader<S>;
  private readonly lines = new Lines();
  private state: S;
  private open = '';

  constructor(reader: LineReader<S>) {
    this.reader = reader;
    this.state = reader.seed;
  }

  add(chunk: string): readonly string[] {
    return this.lines.add(chunk).flatMap((line) => this.take(line));
  }

  rest(): readonly string[] {
    const groups = this.lines.rest().flatMap((line) => this.take(line));
    const { open } = this;
    this.open = '';
    this.state = this.reader.seed;
    return open === '' ? groups : [...groups, open];
  }

  private take(line: string): string[] {
    const { state, begins } = this.reader.read(this.state, line);
    this.state = state;
    const { open } = this;
    this.open = begins ? line : appendText(open, line);
    return begins ? [open] : [];
  }
}
