import type { DocumentSize } from './json/documents.js';

/** How much is measured. */
export interface Scale {
  /** Whether the peers are measured too. */
  readonly peers: boolean;
  readonly bulk2000: ReadScale;
  readonly bulk50000: ReadScale;
  readonly framed: ReadScale;
  /** All at once, each with this many deltas, 100 a second. */
  readonly paced: ReadScale & { readonly deltas: number };
  readonly subscribers: {
    /** How many read one answer; with 100 of them, the longer answers are read too. */
    readonly counts: readonly number[];
    readonly bulk2000: ReadScale;
    readonly bulk50000: ReadScale;
  };
  readonly firstDelta: ReadScale;
  /** How often the memory of a replay is measured. */
  readonly replays: number;
  /** How many generations are joined late. */
  readonly generations: number;
  readonly delivery: {
    readonly rounds: number;
    /** How many read one answer. */
    readonly readers: readonly number[];
    /** How many events, at a pace and as fast as they can be written. */
    readonly paced: number;
    readonly bulk: number;
  };
  readonly json: {
    readonly rounds: number;
    readonly sizes: readonly DocumentSize[];
    /** How long to go on repeating one document in a round, in milliseconds: what is quick is noisy. */
    readonly patience: number;
  };
}

interface ReadScale {
  readonly rounds: number;
  /** How many answers are read in a round. */
  readonly streams: number;
}

export const fullScale: Scale = {
  peers: true,
  bulk2000: { rounds: 9, streams: 10 },
  bulk50000: { rounds: 7, streams: 1 },
  framed: { rounds: 7, streams: 5 },
  paced: { rounds: 5, streams: 25, deltas: 300 },
  subscribers: {
    counts: [1, 10, 100, 1_000],
    bulk2000: { rounds: 7, streams: 3 },
    bulk50000: { rounds: 5, streams: 1 },
  },
  firstDelta: { rounds: 9, streams: 20 },
  replays: 5,
  generations: 40,
  delivery: { rounds: 2, readers: [1, 10, 100], paced: 300, bulk: 2_000 },
  json: { rounds: 7, sizes: ['10 KB', '100 KB', '1 MB'], patience: 150 },
};

/** Coarser figures within a minute. The peers change with their own versions only: they are left out. */
export const quickScale: Scale = {
  peers: false,
  bulk2000: { rounds: 3, streams: 3 },
  bulk50000: { rounds: 2, streams: 1 },
  framed: { rounds: 3, streams: 1 },
  paced: { rounds: 2, streams: 25, deltas: 50 },
  subscribers: {
    counts: [1, 100],
    bulk2000: { rounds: 2, streams: 1 },
    bulk50000: { rounds: 1, streams: 1 },
  },
  firstDelta: { rounds: 3, streams: 6 },
  replays: 2,
  generations: 8,
  delivery: { rounds: 1, readers: [1, 100], paced: 50, bulk: 1_000 },
  json: { rounds: 3, sizes: ['10 KB', '100 KB'], patience: 40 },
};
