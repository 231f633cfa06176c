import { asyncScheduler } from 'rxjs';
import type { ConverseEvent } from '../events.js';
import { Neighbours } from '../sharing/neighbours.js';

/**
 * Gathers events and writes them together: the first at once, the others when the write before is done and a pause has
 * passed. A log that is slow is so written less often, and never queued at; deltas that wait are merged. Behind a write
 * that failed nothing more is written.
 */
export class BatchWriter {
  private readonly write: (events: readonly ConverseEvent[]) => Promise<unknown>;
  private readonly pauseMs: number;
  private readonly onFailure: (error: unknown) => void;
  private readonly deltas = new Neighbours();
  private events: ConverseEvent[] = [];
  /** All that is being written; rejects where a write has failed, and then stays so. */
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;
  private isFinishing = false;
  private hurry = (): void => undefined;

  constructor(
    write: (events: readonly ConverseEvent[]) => Promise<unknown>,
    pauseMs: number,
    onFailure: (error: unknown) => void,
  ) {
    this.write = write;
    this.pauseMs = pauseMs;
    this.onFailure = onFailure;
  }

  add(event: ConverseEvent): void {
    if (!this.deltas.hold(event)) this.events.push(...this.deltas.release(), event);
    if (!this.isRunning) this.begin();
  }

  /** Writes what is left without a pause. @returns when all is written; rejects where anything was not */
  finish(): Promise<void> {
    this.isFinishing = true;
    this.hurry();
    return this.running;
  }

  /** Forgets what is left. */
  stop(): void {
    this.take();
    this.hurry();
  }

  private begin(): void {
    this.isRunning = true;
    let follow!: (run: Promise<void>) => void;
    // There before anything is written: a log may tell its readers at once, and they may end the generation.
    this.running = new Promise((resolve) => (follow = resolve));
    follow(this.run());
    this.running.catch(this.onFailure);
  }

  private async run(): Promise<void> {
    for (let events = this.take(); events.length > 0; events = this.take()) {
      await this.write(events);
      if (!this.isFinishing) await this.pause();
    }
    this.isRunning = false;
  }

  private take(): ConverseEvent[] {
    const events = [...this.events, ...this.deltas.release()];
    this.events = [];
    return events;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = asyncScheduler.schedule(() => resolve(), this.pauseMs);
      this.hurry = () => {
        timer.unsubscribe();
        resolve();
      };
    });
  }
}
