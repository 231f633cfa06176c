import { setImmediate } from 'node:timers/promises';
import { Observable, Subscription } from 'rxjs';
import { type ConverseClient, type ConverseEvent, toAsyncIterable } from 'rx-bedrock';
import { expect, vi } from 'vitest';
import type { Moment } from '../docs/marbles/diagram.js';
import { diagramOf, type Rows } from './diagrams.js';
import { expectBegin, type Scene } from './drawn.js';

/**
 * Like `drawn`, for what waits for promises: a column is not a millisecond of virtual time, but lasts until what is
 * drawn there has come.
 */
export function drawnInTurns(
  file: string,
  play: (...scenes: Scene[]) => void | Promise<void>,
): () => Promise<void> {
  return async () => {
    const diagram = diagramOf(file);
    const turns = new Turns();
    await play(...diagram.map((rows) => sceneOf(rows, turns)));
    // With the clock standing, no time but that of the diagram ends anything.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      await turns.run();
    } finally {
      vi.useRealTimers();
    }
    for (const rows of diagram) rows.expectAllTaken();
  };
}

/** A client that gets these answers, one for each request. */
export function clientOf(...answers: readonly Observable<ConverseEvent>[]): ConverseClient {
  const rest = [...answers];
  const send = () => Promise.resolve({ $metadata: {}, stream: toAsyncIterable(rest.shift()!) });
  return { send };
}

function sceneOf(rows: Rows, turns: Turns): Scene {
  return {
    cold(name, values, error) {
      const { begin, moments } = rows.take(name, values);
      const subscribed: number[] = [];
      turns.ends.push(() => expectBegin(name, begin, subscribed));
      return new Observable((subscriber) => {
        const delay = turns.now - begin;
        subscribed.push(turns.now);
        for (const { at, symbols } of moments)
          turns.at(at + delay, () => {
            for (const symbol of symbols) {
              if (symbol === '|') subscriber.complete();
              else if (symbol === '#') subscriber.error(error);
              else subscriber.next(values[symbol]!);
            }
          });
      });
    },
    shows(name, actual, values, error) {
      const { begin, moments } = rows.take(name, values);
      const wanted = moments.flatMap((moment) => sightings(moment, values, error));
      const seen: [number, unknown][] = [];
      turns.at(begin, () => {
        const subscription = actual.subscribe({
          next: (value) => seen.push([turns.now, value]),
          error: (thrown: unknown) => seen.push([turns.now, { error: thrown }]),
          complete: () => seen.push([turns.now, 'complete']),
        });
        turns.subscriptions.add(subscription);
      });
      for (const { at } of moments) turns.last = Math.max(turns.last, at);
      turns.waits.push(() => seen.length >= wanted.filter(([at]) => at <= turns.now).length);
      turns.ends.push(() => expect({ [name]: seen }).toEqual({ [name]: wanted }));
    },
  };
}

function sightings({ at, symbols }: Moment, values: Readonly<Record<string, unknown>>, error: unknown) {
  return symbols.map((symbol): [number, unknown] => {
    if (symbol === '|') return [at, 'complete'];
    return [at, symbol === '#' ? { error } : values[symbol]];
  });
}

/** How long a turn may take, in milliseconds, until what has not come is missing. */
const patience = 5000;

/** A clock that goes on when all has come that is drawn until then, and what is too much has had its chance. */
class Turns {
  now = 0;
  last = 0;
  /** Whether all has come that should have by now. */
  readonly waits: (() => boolean)[] = [];
  readonly subscriptions: Subscription = new Subscription();
  /** What is to be looked at when all is over. */
  readonly ends: (() => void)[] = [];
  #isRunning = false;
  readonly #deeds = new Map<number, (() => void)[]>();

  at(turn: number, deed: () => void): void {
    this.last = Math.max(this.last, turn);
    if (turn === this.now && this.#isRunning) deed();
    else this.#deeds.set(turn, [...(this.#deeds.get(turn) ?? []), deed]);
  }

  async run(): Promise<void> {
    this.#isRunning = true;
    for (; this.now <= this.last; this.now++) {
      for (const deed of this.#deeds.get(this.now) ?? []) deed();
      if (!(await this.#settles())) break;
    }
    this.subscriptions.unsubscribe();
    for (const end of this.ends) end();
  }

  async #settles(): Promise<boolean> {
    const deadline = Date.now() + patience;
    while (!this.waits.every((hasCome) => hasCome())) {
      if (Date.now() > deadline) return false;
      await passes();
    }
    for (let more = 0; more < 5; more++) await passes();
    return true;
  }
}

/** Lets promises and sockets go on, and timers of no time. */
async function passes(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  await setImmediate();
}
