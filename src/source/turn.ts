/** How long bursts may hold the event loop before timers get a turn, in milliseconds. */
const slice = 8;

// One clock for all streams of the process, because timers have to wait for all of them together.
let start = 0;
let latest = 0;

/** Says that work begins. After a pause of a whole slice the loop has turned by itself. */
export function beginTurn(): void {
  const now = performance.now();
  if (now - latest >= slice) start = now;
  latest = now;
}

/** Whether it is time to let timers run. */
export function isTurnOver(): boolean {
  latest = performance.now();
  return latest - start >= slice;
}

/** Lets timers run: a macrotask, as awaiting buffered data alone never lets the event loop turn. */
export async function letTimersRun(): Promise<undefined> {
  // Browsers have no setImmediate; their setTimeout takes a millisecond or four, once in every slice.
  const schedule: (callback: () => void) => unknown =
    typeof setImmediate === 'function' ? setImmediate : setTimeout;
  await new Promise<void>((resolve) => {
    schedule(resolve);
  });
  start = latest = performance.now();
}
