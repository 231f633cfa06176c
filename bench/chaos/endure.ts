import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { defer, from, map, mergeMap, type Observable, race, timer } from 'rxjs';
import { type Fate, hanging, live, type Lot } from './generation.js';

/** Generations to live through. */
export interface Trial {
  readonly lots: Iterable<Lot>;
  readonly atATime: number;
  /** Which client asks for a generation. */
  readonly clientFor: (lot: Lot) => BedrockRuntimeClient;
  /** What most generations hang on. */
  readonly signal: AbortSignal;
}

/** Whoever has no end after so many milliseconds has none. */
const deadline = 60_000;

/** Lives through them, so many at a time, and emits the fate of each. */
export function endure({ lots, atATime, clientFor, signal }: Trial): Observable<Fate> {
  const fateOf = (lot: Lot) =>
    race(
      defer(() => live(clientFor(lot), lot, signal)),
      timer(deadline).pipe(map(() => hanging(lot))),
    );
  return from(lots).pipe(mergeMap(fateOf, atATime));
}
