import { Subscriber } from 'rxjs';
import type { ConverseEvent } from 'rx-bedrock';

/** RxJS guards its own observers; what this one throws reaches whoever calls it, which is the sharing. */
// eslint-disable-next-line rxjs-x/no-subclass -- nothing else is unguarded, and libraries do have such subscribers
export class RawSubscriber extends Subscriber<ConverseEvent> {
  private readonly onNext: (event: ConverseEvent) => void;
  private readonly onEnd: (ending: unknown) => void;

  constructor(onNext: (event: ConverseEvent) => void, onEnd: (ending: unknown) => void) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is deprecated because it is not guarded
    super();
    this.onNext = onNext;
    this.onEnd = onEnd;
  }

  protected override _next(event: ConverseEvent): void {
    this.onNext(event);
  }

  protected override _error(error: unknown): void {
    this.finish(error);
  }

  protected override _complete(): void {
    this.finish('complete');
  }

  private finish(ending: unknown): void {
    try {
      this.onEnd(ending);
    } finally {
      this.unsubscribe();
    }
  }
}
