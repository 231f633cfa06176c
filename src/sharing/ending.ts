import type { Subscriber } from 'rxjs';
import { tellEnd } from './isolate.js';

/** The one notification that ends a stream: a completion or an error. */
export class Ending {
  static readonly complete: Ending = new Ending(undefined);

  static error(error: unknown): Ending {
    return new Ending({ error });
  }

  private readonly failure: { error: unknown } | undefined;

  private constructor(failure: { error: unknown } | undefined) {
    this.failure = failure;
  }

  mapError(change: (error: unknown) => unknown): Ending {
    return this.failure ? Ending.error(change(this.failure.error)) : this;
  }

  reach(subscriber: Subscriber<unknown>): void {
    const { failure } = this;
    tellEnd(() => {
      if (failure) subscriber.error(failure.error);
      else subscriber.complete();
    });
  }
}
