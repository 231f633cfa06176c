import { logExpired, producerLost } from '../delivery/end.js';
import type { GenerationError } from '../errors.js';
import type { Opening } from './entries.js';
import { unavailable } from './failure.js';
import type { Keys } from './keys.js';
import type { Line } from './line.js';
import { sealGeneration } from './sealing.js';

/** How long to wait before Redis is asked again where it could not be, in milliseconds. */
const patience = 1_000;
/** How long after a lease should have lapsed to look whether it has, in milliseconds. */
const margin = 20;

/** Sees to it that a generation whose producer has died is ended, for as long as anybody here wants to know. */
export class LeaseWatch {
  private readonly line: Line;
  private readonly keys: Keys;
  private readonly opening: Opening;
  private fail: (error: GenerationError) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;
  private heardAt = Number.NEGATIVE_INFINITY;

  constructor(line: Line, keys: Keys, opening: Opening, fail: (error: GenerationError) => void) {
    this.line = line;
    this.keys = keys;
    this.opening = opening;
    this.fail = fail;
    this.lookIn(0);
  }

  /** Something has been written just now: whoever gets it need not be told that the lease could not be asked for. */
  hear(): void {
    this.heardAt = performance.now();
  }

  stop(): void {
    this.fail = () => undefined;
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private lookIn(ms: number): void {
    this.timer = setTimeout(() => {
      const begun = performance.now();
      this.look().catch((error: unknown) => {
        if (this.isStopped) return;
        this.lookIn(patience);
        if (this.heardAt < begun) this.fail(unavailable(error));
      });
    }, ms);
  }

  /** Asks how long the lease lasts, and comes back then: a living producer renews it long before. */
  private async look(): Promise<void> {
    const { token, leaseMs } = this.opening;
    const left = await this.line.persist(() => this.line.send('PTTL', this.keys.lease(token)));
    if (this.isStopped) return;
    if (Number(left) > 0) {
      this.lookIn(Number(left) + margin);
      return;
    }
    // The seal itself comes the way of all entries, behind what was written before it.
    const sealed = await sealGeneration(this.line, this.keys, producerLost(leaseMs));
    if (sealed === 'missing') this.fail(logExpired());
  }
}
