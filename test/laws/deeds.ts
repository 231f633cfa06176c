import fc from 'fast-check';

/** What can happen to a generation, from outside or from inside a subscriber's callback. */
export type Deed =
  | { do: 'join'; raw: boolean; reactions: Reaction[] }
  | { do: 'leave'; who: number }
  | { do: 'emit' }
  | { do: 'complete' }
  | { do: 'fail' }
  | { do: 'throw' }
  /** Lets microtasks run: this is when a source that has put its start off begins. */
  | { do: 'turn' }
  | { do: 'wait'; ms: number };

/** What a subscriber does from inside its n-th `next`, or from inside its `error` or `complete`. */
export interface Reaction {
  on: number | 'end';
  deed: Deed;
}

const leave = fc.record({ do: fc.constant('leave' as const), who: fc.nat({ max: 7 }) });
const emit = fc.constant<Deed>({ do: 'emit' });
const complete = fc.constant<Deed>({ do: 'complete' });
const fail = fc.constant<Deed>({ do: 'fail' });
const turn = fc.constant<Deed>({ do: 'turn' });
const wait = fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 4, 10, 25) });
const when = fc.oneof({ arbitrary: fc.integer({ min: 1, max: 6 }), weight: 4 }, fc.constant('end' as const));

/** Subscribers that do something from inside their callbacks, subscribing others like them included. */
function join(depth: number): fc.Arbitrary<Deed> {
  const reactions =
    depth === 0
      ? fc.constant<Reaction[]>([])
      : fc.array(fc.record({ on: when, deed: inside(depth - 1) }), { maxLength: 3 });
  return fc.record({ do: fc.constant('join' as const), raw: fc.boolean(), reactions });
}

function inside(depth: number): fc.Arbitrary<Deed> {
  return fc.oneof(
    { arbitrary: emit, weight: 4 },
    { arbitrary: leave, weight: 3 },
    { arbitrary: join(depth), weight: 3 },
    { arbitrary: fc.constant<Deed>({ do: 'throw' }), weight: 2 },
    { arbitrary: complete, weight: 1 },
    { arbitrary: fail, weight: 1 },
  );
}

/** A generation's life in random order. */
export const schedules: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    { arbitrary: emit, weight: 8 },
    { arbitrary: join(2), weight: 5 },
    { arbitrary: turn, weight: 5 },
    { arbitrary: leave, weight: 4 },
    { arbitrary: wait, weight: 2 },
    { arbitrary: complete, weight: 1 },
    { arbitrary: fail, weight: 1 },
  ),
  { maxLength: 30, size: 'max' },
);
