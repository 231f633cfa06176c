import fc from 'fast-check';
import { config, type MonoTypeOperatorFunction, Observable, type Subscriber, tap } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';
import { vi } from 'vitest';
import { answerFrom, type Draft, drafts } from './answers.js';
import { type Deed, type Reaction, schedules } from './deeds.js';
import { Ledger } from './ledger.js';
import { RawSubscriber } from './rawSubscriber.js';
import { type Wire, type WireKind, wireOf } from './wires.js';

/** One random life of one generation. */
export interface Scene {
  kind: WireKind;
  grace: number;
  draft: Draft;
  schedule: Deed[];
}

export const wireKinds: fc.Arbitrary<WireKind> = fc.constantFrom(
  'subject',
  'prompt',
  'deferred',
  'converse',
  'stoppable',
);

export const scenes: fc.Arbitrary<Scene> = fc.record({
  kind: wireKinds,
  grace: fc.constantFrom(0, 0, 5, 20, Number.POSITIVE_INFINITY),
  draft: drafts,
  schedule: schedules,
});

/** Rare meetings are what breaks a multicast: enough runs to see each of them in every run of the suite. */
export const often: { numRuns: number } = { numRuns: 400 };

/** A subscriber, and what it has seen. */
export class Spectator {
  readonly seen: ConverseEvent[] = [];
  readonly ends: unknown[] = [];
  hasLeft = false;
  readonly canLeave: boolean;
  subscriber: Subscriber<ConverseEvent> | undefined;

  constructor(canLeave: boolean) {
    this.canLeave = canLeave;
  }
}

/** Plays schedules on a generation, and keeps the books. */
export class Stage {
  readonly ledger: Ledger;
  readonly wire: Wire;
  readonly shared: Observable<ConverseEvent>;
  readonly spectators: Spectator[] = [];
  readonly thrown: unknown[] = [];
  readonly reported: unknown[] = [];
  /** How many subscriptions to the source are open. */
  lines = 0;

  constructor({ kind, grace, draft }: Pick<Scene, 'kind' | 'grace' | 'draft'>) {
    // The reports of the scene before are not this one's.
    vi.clearAllTimers();
    this.ledger = new Ledger(grace);
    this.wire = wireOf(kind, answerFrom(draft), this.ledger);
    this.shared = this.wire.share(this.observedLine());
    config.onUnhandledError = (error) => this.reported.push(error);
  }

  async play(schedule: readonly Deed[], check: () => void = () => undefined): Promise<void> {
    for (const deed of schedule) {
      await this.perform(deed);
      check();
    }
    // A script that has more to say says it now.
    await this.wire.turn();
    check();
  }

  join(reactions: readonly Reaction[] = [], { raw = false, canLeave = true } = {}): Spectator {
    const spectator = new Spectator(canLeave);
    this.spectators.push(spectator);
    this.ledger.joined();
    const next = (event: ConverseEvent) => {
      spectator.seen.push(event);
      this.react(reactions, spectator.seen.length);
    };
    const end = (ending: unknown) => {
      spectator.ends.push(ending);
      this.react(reactions, 'end');
    };
    if (raw) this.shared.subscribe((spectator.subscriber = new RawSubscriber(next, end)));
    else {
      // The wrapper gives us the subscriber before the first event, so that it can leave even then.
      const observed = new Observable<ConverseEvent>((subscriber) => {
        spectator.subscriber = subscriber;
        return this.shared.subscribe(subscriber);
      });
      observed.subscribe({ next, error: end, complete: () => end('complete') });
    }
    return spectator;
  }

  leave(spectator: Spectator): void {
    if (spectator.hasLeft || spectator.ends.length > 0) return;
    spectator.hasLeft = true;
    this.ledger.left();
    spectator.subscriber?.unsubscribe();
  }

  wait(ms: number): void {
    this.ledger.waited(ms);
    vi.advanceTimersByTime(ms);
  }

  /** Everybody leaves, and the grace passes. */
  clear(): void {
    for (const spectator of this.spectators) this.leave(spectator);
    if (this.ledger.grace < Number.POSITIVE_INFINITY) this.wait(this.ledger.grace);
  }

  private react(reactions: readonly Reaction[], moment: number | 'end'): void {
    for (const { on, deed } of reactions) {
      if (on === moment) void this.perform(deed);
    }
  }

  private perform(deed: Deed): Promise<void> | void {
    switch (deed.do) {
      case 'join':
        this.join(deed.reactions, { raw: deed.raw });
        return;
      case 'leave': {
        const present = this.spectators.filter(({ canLeave, hasLeft }) => canLeave && !hasLeft);
        const spectator = present[deed.who % present.length];
        if (spectator) this.leave(spectator);
        return;
      }
      case 'throw': {
        const error = new Error(`mishap ${this.thrown.length}`);
        this.thrown.push(error);
        throw error;
      }
      case 'emit':
        this.wire.emit();
        return;
      case 'complete':
        this.wire.complete();
        return;
      case 'fail':
        this.wire.fail(new Error('from the source'));
        return;
      case 'turn':
        return this.wire.turn();
      case 'wait':
        this.wait(deed.ms);
    }
  }

  /** Sits between the source and the sharing, and writes down what passes. */
  private observedLine(): MonoTypeOperatorFunction<ConverseEvent> {
    return tap({
      subscribe: () => (this.lines += 1),
      next: (event) => this.ledger.received(event),
      error: (error: unknown) => this.ledger.end(error),
      complete: () => this.ledger.end('complete'),
      finalize: () => (this.lines -= 1),
    });
  }
}
