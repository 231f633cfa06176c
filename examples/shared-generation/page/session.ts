import { type ConverseEvent, fromSse, type SseInterruption } from 'rx-bedrock/browser';
import { multicastReplay } from 'rx-bedrock/operators';
import { BehaviorSubject, distinctUntilChanged, type Observable, tap } from 'rxjs';
import type { ScenarioName } from '../scenario.js';
import { Chronicle } from './chronicle.js';
import { remove } from './remove.js';

/** What a tab wants to read: a new generation, or one that is there. */
export type Wish = { prompt: string; scenario: ScenarioName } | { id: string };

/** One generation in this tab, shared by all who follow it here. */
export class Session {
  private readonly known: BehaviorSubject<string | undefined>;
  /** Known with the first answer of the server. */
  readonly ids: Observable<string | undefined>;
  private readonly interrupted = new BehaviorSubject<SseInterruption | undefined>(undefined);
  /** Why there is no connection, until there is one again. */
  readonly interruption: Observable<SseInterruption | undefined> = this.interrupted.pipe(
    distinctUntilChanged(),
  );
  readonly chronicle: Chronicle = new Chronicle();
  private readonly events: Observable<ConverseEvent>;
  private readonly patience = new AbortController();

  constructor(wish: Wish) {
    this.known = new BehaviorSubject('id' in wish ? wish.id : undefined);
    this.ids = this.known.asObservable();
    const { url, init } = requestFor(wish);
    // This is all: one connection, over as many responses as it takes, and any number of subscribers.
    this.events = fromSse(url, {
      init: { ...init, signal: this.patience.signal },
      onOpen: ({ id }) => this.known.next(id),
      onConnection: (connection) => {
        if (connection.state === 'waiting') this.interrupted.next(connection);
        if (connection.state === 'open') this.interrupted.next(undefined);
      },
      reconnect: { maxDelay: 2_000, maxElapsed: 20_000 },
    }).pipe(
      tap(() => this.chronicle.count()),
      multicastReplay(),
    );
  }

  get id(): string | undefined {
    return this.known.value;
  }

  /** The events for one more subscriber, who gets a lane in the diagram. */
  follow(name: string): Observable<ConverseEvent> {
    return this.chronicle.follow(name, this.events);
  }

  /** Ends the generation for everybody; one that nobody has answered for yet is only waited for no longer. */
  async stop(): Promise<void> {
    const { id } = this;
    if (id === undefined) {
      this.patience.abort('stopped before the server answered');
      return;
    }
    await remove(addressOf(id));
  }
}

function requestFor(wish: Wish): { url: string; init: RequestInit } {
  if ('id' in wish) return { url: addressOf(wish.id), init: {} };
  const headers = { 'content-type': 'application/json' };
  return { url: '/generations', init: { method: 'POST', headers, body: JSON.stringify(wish) } };
}

function addressOf(id: string): string {
  return `/generations/${encodeURIComponent(id)}`;
}
