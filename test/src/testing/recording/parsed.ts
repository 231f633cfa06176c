import type { ObservableNotification } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

interface Message {
  readonly frame: number;
  readonly notification: ObservableNotification<unknown>;
}

/** What RxJS makes of a diagram. Only inside of run() does a frame take a millisecond. */
export function parsed(diagram: string, values: unknown, error: unknown): Message[] {
  return new TestScheduler(() => undefined).run(
    () => TestScheduler.parseMarbles(diagram, values, error, false, true) as Message[],
  );
}
