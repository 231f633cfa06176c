import type { Measured } from '../goals.js';
import type { Endpoint } from '../wire/endpoint.js';
import type { Scale } from '../scale.js';

/** What every section is given. */
export interface Bench {
  readonly scale: Scale;
  /** Where the server listens. */
  readonly endpoint: Endpoint;
  /** Says how far it is, to whoever waits. */
  readonly progress: (text: string) => void;
}

/** Text in cells, the first column being the names of the rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a section has found out. */
export interface Findings {
  readonly table: Table;
  /** What it says about the goals. */
  readonly measured?: Measured;
  /** What the README shows of it. */
  readonly headline?: Table;
}

/** One part of the report, which can be asked for alone. */
export interface Section {
  readonly title: string;
  /** What the figures are. */
  readonly about: string;
  measure(bench: Bench): Promise<Findings>;
}
