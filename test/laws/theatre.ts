import { config } from 'rxjs';
import { afterEach, beforeEach, vi } from 'vitest';

/** Time that moves by hand, for every test of the file; setImmediate stays real, to let microtasks run. */
export function withTimeByHand(): void {
  const { onUnhandledError } = config;
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    });
  });
  afterEach(() => {
    vi.clearAllTimers();
    vi.useRealTimers();
    config.onUnhandledError = onUnhandledError;
  });
}
