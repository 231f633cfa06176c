import { type Observable, Subscription } from 'rxjs';
import { complaint } from '../check.js';
import { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { tied } from '../relay.js';
import { onAbort } from '../source/abort.js';
import { BatchWriter } from './batchWriter.js';
import { endFor, endOf, errorOf } from './end.js';
import type { End, Producer } from './log.js';
import type { Publishing } from './publishing.js';

/** Brings one source to one producer, and sees to it that the two end together. */
export class Publisher {
  private readonly producer: Producer;
  private readonly publishing: Publishing;
  private readonly onLogFailure: (error: unknown) => void;
  private readonly writer: BatchWriter;
  /** The source, the timers, the watch: all that has to go when it is over. */
  private readonly work = new Subscription();
  private readonly line = new Subscription();
  private aliveAt = performance.now();
  private isEnding = false;
  private settle!: (end: End) => void;

  /** @param onLogFailure - told why the log did not keep what it was given */
  constructor(producer: Producer, publishing: Publishing, onLogFailure: (error: unknown) => void) {
    this.producer = producer;
    this.publishing = publishing;
    this.onLogFailure = onLogFailure;
    this.writer = new BatchWriter(
      (events) => producer.append(events).then(this.noteAlive),
      publishing.batchMs,
      this.fail,
    );
    this.work.add(() => this.writer.stop());
  }

  /** @returns how it went, when all is over */
  publish(source: Observable<ConverseEvent>): Promise<End> {
    const { leaseMs, cancelWhenUnwatched } = this.publishing;
    return new Promise((resolve) => {
      this.settle = (end) => {
        this.work.unsubscribe();
        resolve(end);
      };
      this.work.add(onAbort(this.producer.lost, (end) => this.lose(end as End)));
      this.every(leaseMs / 3, () => this.stayAlive());
      if (cancelWhenUnwatched !== undefined) this.watchReaders(cancelWhenUnwatched);
      if (!this.work.closed) this.follow(source);
    });
  }

  private follow(source: Observable<ConverseEvent>): void {
    let hasStopped = false;
    // Tied before it is subscribed to: a synchronous source may be left half-way.
    this.work.add(this.line);
    const subscription = tied(source, this.line).subscribe({
      next: (event: unknown) => {
        if (!isEvent(event)) {
          this.fail(notAnEvent(event));
          return;
        }
        try {
          hasStopped ||= event.messageStop != null;
          this.writer.add(event);
        } catch (error) {
          // An event that cannot even be looked at: nobody may wait for a generation that cannot go on.
          this.fail(error);
        }
      },
      error: this.fail,
      complete: () => this.endWith({ status: hasStopped ? 'complete' : 'stopped' }),
    });
    this.line.add(subscription);
  }

  private readonly fail = (error: unknown): void => {
    this.endWith(endFor(error));
  };

  /** The first who ends it says how; should somebody elsewhere have been faster, it is they. */
  private endWith(end: End): void {
    this.line.unsubscribe();
    if (this.isEnding) return;
    this.isEnding = true;
    void this.seal(end).then(this.settle);
  }

  /** Somebody else has ended it: with an error where it was not there any more, or the producer was not heard of. */
  private lose(end: End): void {
    const error = errorOf(end);
    if (error) this.onLogFailure(error);
    this.settle(end);
  }

  /** Writes what is left, and seals. Where that fails, that is how it ended: nobody may take for whole what is not. */
  private async seal(end: End): Promise<End> {
    try {
      const sealed = await this.writer.finish().then(() => end, this.logFailed);
      // Given up meanwhile, and what was left with it.
      if (!this.work.closed) await this.producer.close(sealed);
      return sealed;
    } catch (error) {
      return this.logFailed(error);
    }
  }

  private readonly logFailed = (error: unknown): End => {
    // Where it is over, the reason has been told.
    if (!this.work.closed) this.onLogFailure(error);
    return endFor(error);
  };

  private readonly noteAlive = (): void => {
    this.aliveAt = performance.now();
  };

  /** Renews the lease; when that has not worked for as long as the lease is, readers take us for dead, and so do we. */
  private stayAlive(): void {
    const silent = performance.now() - this.aliveAt;
    if (silent <= this.publishing.leaseMs) {
      quietly(async () => this.producer.renew().then(this.noteAlive));
      return;
    }
    const error = unreachable(silent, this.publishing.leaseMs);
    this.onLogFailure(error);
    const end = endOf(error);
    this.settle(end);
    // Should the log come back, its readers need not wait for the lease.
    quietly(async () => this.producer.close(end));
  }

  private watchReaders(patience: number): void {
    let aloneSince: number | undefined = performance.now();
    const isWatched = async () => this.producer.isWatched();
    const look = async () => {
      // Who cannot tell whether anybody is there must not take it for nobody.
      if (await isWatched().catch(() => true)) aloneSince = undefined;
      else if (performance.now() - (aloneSince ??= performance.now()) >= patience) {
        this.endWith({ status: 'stopped', reason: `Nobody has been reading for ${patience} ms.` });
      }
    };
    this.every(Math.min(Math.max(patience / 4, 10), 1_000), () => void look());
  }

  private every(ms: number, action: () => void): void {
    const timer = setInterval(action, ms);
    this.work.add(() => clearInterval(timer));
  }
}

/** Of whatever kind: what this version does not know passes. */
function isEvent(event: unknown): event is ConverseEvent {
  return typeof event === 'object' && event !== null && !Array.isArray(event);
}

/** Where nobody waits for the answer: what fails, also at the call, is as if it had not been asked. */
function quietly(ask: () => Promise<unknown>): void {
  ask().catch(() => undefined);
}

function notAnEvent(event: unknown): GenerationError {
  const fix = 'Publish converse(…), before operators make something else of it.';
  const rule = 'an event of ConverseStream';
  return new GenerationError('protocol', complaint('What the source emitted', event, rule, fix));
}

function unreachable(silentMs: number, leaseMs: number): GenerationError {
  const silent = `The log could not be written for ${Math.round(silentMs)} ms`;
  const message = `${silent}, longer than the lease of ${leaseMs} ms: readers take the producer for dead.`;
  return new GenerationError('unavailable', message);
}
