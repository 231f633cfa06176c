import { afterEach, beforeEach, vi } from 'vitest';

/**
 * For tests that wait one turn of the event loop for a scripted answer: a source lets timers run when it has been
 * busy for some milliseconds, which a slow machine may make it at any event. With the clock standing it never is.
 */
export function inOneTurn(): void {
  beforeEach(() => {
    vi.spyOn(performance, 'now').mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}
