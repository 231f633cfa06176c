/** How long a burst may hold the event loop before timers get a turn, in milliseconds. */
export const slice = 8;

/** A macrotask: awaiting buffered data alone never lets the event loop turn. */
export function letTimersRun(): Promise<void> {
  // Browsers have no setImmediate; their setTimeout takes a millisecond or four, once in every slice.
  const schedule: (callback: () => void) => unknown =
    typeof setImmediate === 'function' ? setImmediate : setTimeout;
  return new Promise((resolve) => {
    schedule(resolve);
  });
}
