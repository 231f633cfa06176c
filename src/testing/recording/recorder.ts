import type { ConverseEvent } from '../../events.js';
import type { Failure } from '../../respond.js';
import { recordedFailure } from './failure.js';
import { endLine, eventLine } from './format.js';

/** Writes one recording, from its first line to its last: nothing follows the end, or a line that was not taken. */
export class Recorder {
  private readonly write: (line: string) => void;
  private readonly now: () => number;
  private readonly start: number;
  private hasStopped = false;
  private isOver = false;

  constructor(write: (line: string) => void, now: () => number, head: string) {
    this.write = write;
    this.now = now;
    this.start = now();
    write(head);
  }

  note(event: ConverseEvent): void {
    this.hasStopped ||= event.messageStop != null;
    try {
      this.write(eventLine(this.time(), event));
    } catch (error) {
      this.isOver = true;
      throw error;
    }
  }

  /** Once only: what ends in any way is left, too. */
  end(failure?: Failure): void {
    if (this.isOver) return;
    this.isOver = true;
    const at = this.time();
    if (failure) this.write(endLine(at, { end: 'error', error: recordedFailure(failure.error) }));
    // As an outcome has it: whole is what has a messageStop, whoever ended the stream then.
    else this.write(endLine(at, { end: this.hasStopped ? 'complete' : 'stopped' }));
  }

  /** To microseconds: what a subtraction leaves behind them is noise. */
  private time(): number {
    return Math.round((this.now() - this.start) * 1_000) / 1_000;
  }
}
