type Callback = (reason: unknown) => void;

interface Watch {
  readonly callbacks: Set<Callback>;
  end(): void;
}

// One listener for each signal, however many generations hang on it: Node warns of a leak at the eleventh.
const watches = new WeakMap<AbortSignal, Watch>();

/**
 * Calls back once when the signal aborts, at once if it already has.
 * @returns what to call when nobody cares any more; the last one to go takes the listener away
 */
export function onAbort(signal: AbortSignal, callback: Callback): () => void {
  if (signal.aborted) {
    callback(signal.reason);
    return () => undefined;
  }
  const watch = watches.get(signal) ?? startWatch(signal);
  watch.callbacks.add(callback);
  return () => {
    if (watch.callbacks.delete(callback) && watch.callbacks.size === 0) watch.end();
  };
}

function startWatch(signal: AbortSignal): Watch {
  const callbacks = new Set<Callback>();
  const watch = { callbacks, end };
  signal.addEventListener('abort', callAll);
  watches.set(signal, watch);
  return watch;

  function end() {
    signal.removeEventListener('abort', callAll);
    watches.delete(signal);
  }

  function callAll() {
    end();
    for (const callback of callbacks) callback(signal.reason);
  }
}
