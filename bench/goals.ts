/** What the library sets out to reach: ratios to the SDK's own loop in the same run, and a few absolute figures. */
export const goals = {
  bulk50000: { what: 'bulk 50,000, one subscriber', limit: 0.2, unit: 'ratio' },
  bulk2000: { what: 'bulk 2,000, one subscriber', limit: 0.25, unit: 'ratio' },
  paced: { what: 'paced, one subscriber', limit: 0.5, unit: 'ratio' },
  hundred: { what: 'bulk 50,000, 100 subscribers', limit: 0.35, unit: 'ratio' },
  memory: { what: 'replay memory', limit: 25, unit: 'B/event' },
  lateJoin: { what: 'late join at 50,000 events, to the full text', limit: 10, unit: 'µs' },
  jsonEndString: { what: '100 KB tool input, read at the end: long string', limit: 3, unit: 'ms' },
  jsonEndRecords: { what: '100 KB tool input, read at the end: records', limit: 3, unit: 'ms' },
  // Ten times, and what caches cost that are too small by then: JSON.parse alone takes 11 to 22 times as long.
  jsonLinearString: { what: '1 MB to 100 KB, read at the end: long string', limit: 20, unit: 'ratio' },
  jsonLinearRecords: { what: '1 MB to 100 KB, read at the end: records', limit: 20, unit: 'ratio' },
  jsonEachString: { what: '100 KB tool input, snapshot at every delta: long string', limit: 5, unit: 'ms' },
  jsonEachRecords: { what: '100 KB tool input, snapshot at every delta: records', limit: 25, unit: 'ms' },
  firstDelta: { what: 'time to first delta', limit: 1.02, unit: 'ratio' },
} as const satisfies Record<string, Goal>;

interface Goal {
  readonly what: string;
  /** At most this. */
  readonly limit: number;
  readonly unit: 'ratio' | 'B/event' | 'µs' | 'ms';
}

export type GoalName = keyof typeof goals;

/** What a run has measured of them. */
export type Measured = Partial<Record<GoalName, number>>;
