import { getEventListeners } from 'node:events';
import { type MonoTypeOperatorFunction, Observable, Subject, type Subscriber } from 'rxjs';
import { type ConverseEvent, converse, userMessage } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { scriptedClient } from 'rx-bedrock/testing';
import { deferStart } from '../../src/sharing/launch.js';
import type { Ledger } from './ledger.js';

/** A shared generation whose source is driven by hand. What cannot happen at the moment does nothing. */
export interface Wire {
  /** @param line - goes between the source and the sharing */
  share(line: MonoTypeOperatorFunction<ConverseEvent>): Observable<ConverseEvent>;
  emit(): void;
  complete(): void;
  fail(error: Error): void;
  turn(): Promise<void> | void;
  /** What still hangs on the world outside. */
  lingering(): string[];
}

export type WireKind = 'subject' | 'prompt' | 'deferred' | 'converse' | 'stoppable';

export function wireOf(kind: WireKind, answer: readonly ConverseEvent[], ledger: Ledger): Wire {
  if (kind === 'converse') return new ConverseWire(answer, ledger);
  if (kind === 'stoppable') return stoppable(new ConverseWire(answer, ledger));
  return new HandWire(kind, answer, ledger);
}

/** An Observable driven by hand: at once, or with a synchronous beginning, or with its start put off. */
class HandWire implements Wire {
  private readonly kind: 'subject' | 'prompt' | 'deferred';
  private readonly answer: readonly ConverseEvent[];
  private readonly ledger: Ledger;
  private position = 0;
  private out: Subscriber<ConverseEvent> | undefined;
  private start: (() => void) | undefined;

  constructor(kind: HandWire['kind'], answer: readonly ConverseEvent[], ledger: Ledger) {
    this.kind = kind;
    this.answer = answer;
    this.ledger = ledger;
  }

  share(line: MonoTypeOperatorFunction<ConverseEvent>): Observable<ConverseEvent> {
    const source = new Observable<ConverseEvent>((out) => {
      const begin = () => {
        this.ledger.began();
        this.out = out;
      };
      if (this.kind === 'deferred') {
        const announce = deferStart();
        this.start = () => {
          if (out.closed) return;
          announce();
          begin();
        };
        return;
      }
      begin();
      if (this.kind === 'subject') return;
      const { length } = this.answer;
      // Short answers come whole, long ones begin at once and go on by hand.
      for (let n = 0; n < 8 && !out.closed; n += 1) this.emit();
      if (length <= 8) this.complete();
    });
    return source.pipe(line, multicastReplay({ grace: this.ledger.grace }));
  }

  emit(): void {
    const event = this.answer[this.position];
    if (!event || !this.out || this.out.closed) return;
    this.position += 1;
    this.out.next(event);
  }

  complete(): void {
    this.out?.complete();
  }

  fail(error: Error): void {
    this.out?.error(error);
  }

  turn(): void {
    const { start } = this;
    this.start = undefined;
    start?.();
  }

  lingering(): string[] {
    return this.out && !this.out.closed ? ['a subscription to the source'] : [];
  }
}

/** `converse()` on a client whose script is driven by hand. */
class ConverseWire implements Wire {
  private readonly stop = new Subject<void>();
  private readonly signal = new AbortController();
  private readonly ledger: Ledger;
  private readonly rest: ConverseEvent[];
  private readonly steps: (ConverseEvent | Error | 'end')[] = [];
  private hasPlayedOut = false;
  private wake: (() => void) | undefined;
  private readonly client = scriptedClient(() => this.play());

  constructor(answer: readonly ConverseEvent[], ledger: Ledger) {
    this.rest = [...answer];
    this.ledger = ledger;
  }

  share(line: MonoTypeOperatorFunction<ConverseEvent>): Observable<ConverseEvent> {
    const client = {
      send: (...request: Parameters<typeof this.client.send>) => {
        this.ledger.began();
        return this.client.send(...request);
      },
    };
    const input = { modelId: 'any', messages: [userMessage('Hi')] };
    const { stop, signal, ledger } = this;
    // The ledger books one request for each generation, and every event when it is emitted.
    const options = {
      grace: ledger.grace,
      stop,
      signal: signal.signal,
      upstream: line,
      retry: false as const,
      // The grace is the one timer here; that watchdogs die with their generation, the lingering test shows.
      firstEventTimeout: 0,
      idleTimeout: 0,
    };
    return converse(client, input, options);
  }

  emit(): void {
    this.push(this.rest.shift());
  }

  complete(): void {
    this.push('end');
  }

  fail(error: Error): void {
    this.push(error);
  }

  pressStop(): void {
    // This happens below the line that the ledger watches.
    if (this.stop.observed) this.ledger.end('complete');
    this.stop.next();
  }

  abort(reason: Error): void {
    this.signal.abort(reason);
  }

  async turn(): Promise<void> {
    // Microtasks run to their end before the next macrotask; a reader that lets timers run takes one of its own.
    for (let times = 0; times < 2; times += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  lingering(): string[] {
    const { signal } = this.signal;
    const open = this.client.requests.some((request) => !request.isAborted) && !this.hasPlayedOut;
    return [
      ...(this.stop.observed ? ['a subscription to stop'] : []),
      ...getEventListeners(signal, 'abort').map(() => 'a listener on the signal'),
      ...(open ? ['an open request'] : []),
    ];
  }

  private push(step: ConverseEvent | Error | 'end' | undefined): void {
    if (step === undefined || this.client.requests.length === 0) return;
    this.steps.push(step);
    this.wake?.();
  }

  private async *play(): AsyncGenerator<ConverseEvent> {
    for (;;) {
      const step = this.steps.shift();
      if (step === undefined) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      if (step === 'end' || step instanceof Error) this.hasPlayedOut = true;
      if (step === 'end') return;
      if (step instanceof Error) throw step;
      yield step;
    }
  }
}

/** The same, ended by its user: with the Stop button, or with the signal. */
function stoppable(wire: ConverseWire): Wire {
  return {
    share: (line) => wire.share(line),
    emit: () => wire.emit(),
    complete: () => wire.pressStop(),
    fail: (error) => wire.abort(error),
    turn: () => wire.turn(),
    lingering: () => wire.lingering(),
  };
}
