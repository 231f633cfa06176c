import type { Observable } from 'rxjs';
import type { Context } from 'rxjs-marbles';
import { expect } from 'vitest';
import { diagramOf, type Rows } from './diagrams.js';
import { marbles } from './marbles.js';

/** A group of rows of a diagram, to be run: each by its name, and none may be left out. */
export interface Scene {
  /** What goes in, as the row draws it. Who subscribes to it must do so when the row begins. */
  readonly cold: <T>(row: string, values: Values<T>, error?: unknown) => Observable<T>;
  /** What comes out must be what the row draws, for one who subscribes when it begins. */
  readonly shows: <T>(row: string, actual: Observable<T>, values: Values<T>, error?: unknown) => void;
}

/** What the symbols of a row stand for. */
type Values<T> = Readonly<Record<string, T>>;

/**
 * A marble test whose marbles are those that the documentation of a source draws: a diagram that draws anything else
 * than what the code does is red.
 */
export function drawn(file: string, play: (...scenes: Scene[]) => void): () => void {
  return marbles((m) => {
    const diagram = diagramOf(file);
    const checks: (() => void)[] = [];
    play(...diagram.map((rows) => sceneOf(rows, m, checks)));
    m.flush();
    for (const rows of diagram) rows.expectAllTaken();
    for (const check of checks) check();
  });
}

function sceneOf(rows: Rows, m: Context, checks: (() => void)[]): Scene {
  return {
    cold(name, values, error) {
      const { begin, marbles: own } = rows.take(name, values);
      const source = m.cold(own, values, error);
      checks.push(() => {
        const subscriptions: readonly { subscribedFrame: number }[] = source.subscriptions;
        expectBegin(
          name,
          begin,
          subscriptions.map(({ subscribedFrame }) => subscribedFrame),
        );
      });
      return source;
    },
    shows(name, actual, values, error) {
      const { begin, marbles: own } = rows.take(name, values);
      const until = '-'.repeat(begin);
      m.expect(actual, `${until}^`).toBeObservable(until + own, values, error);
    },
  };
}

/** A source is drawn from where it is subscribed to; one that is not has no place in the diagram. */
export function expectBegin(name: string, begin: number, subscribed: readonly number[]): void {
  expect({ [name]: [...new Set(subscribed)] }).toEqual({ [name]: [begin] });
}
