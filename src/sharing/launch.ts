// Sharing must know whether a generation has begun: left before that, it is as if nobody had come. For most sources
// subscribing is the beginning. A source whose request goes out later says so while it is being subscribed to; since
// operators subscribe upwards synchronously, the note reaches the sharing through any of them, and in virtual time.

interface Launch {
  readonly outer: Launch | undefined;
  isDeferred: boolean;
  hasBegun: boolean;
}

let current: Launch | undefined;

/**
 * Runs `subscribe` and watches whether what it subscribes to puts its beginning off.
 * @param subscribe - is given a question that it can ask at any time: has it begun?
 */
export function launch(subscribe: (hasBegun: () => boolean) => void): void {
  const mine: Launch = { outer: current, isDeferred: false, hasBegun: false };
  within(mine, () => {
    subscribe(() => mine.hasBegun || !mine.isDeferred);
  });
}

export function isLaunching(): boolean {
  return current !== undefined;
}

/** Runs `action` so that what it subscribes to does not count for the launch under way. */
export function outsideLaunch(action: () => void): void {
  within(undefined, action);
}

/**
 * Says that the source which is being subscribed to has not begun yet.
 * @returns what to call when it begins
 */
export function deferStart(): () => void {
  const innermost = current;
  mark(innermost, 'isDeferred');
  return () => {
    mark(innermost, 'hasBegun');
  };
}

// One shared generation may feed another: the outer one has begun when the inner one has.
function mark(launch: Launch | undefined, flag: 'isDeferred' | 'hasBegun'): void {
  for (let each = launch; each; each = each.outer) each[flag] = true;
}

function within(launch: Launch | undefined, action: () => void): void {
  const before = current;
  current = launch;
  try {
    action();
  } finally {
    current = before;
  }
}
