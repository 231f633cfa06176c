/**
 * The same step of a fold, which remembers what it came to last. A shared generation hands each event to all its
 * subscribers, one after the other; where they fold the same, the first one does the work and the others find it
 * done, and all hold the same state instead of one each. What is remembered is forgotten with the task it is in.
 */
export function rememberingStep<S extends object, E extends object>(
  step: (state: S, event: E) => S,
): (state: S, event: E) => S {
  let lastState: S | undefined;
  let lastEvent: E | undefined;
  let lastResult: S | undefined;
  const forget = () => {
    lastState = lastEvent = lastResult = undefined;
  };
  return (state, event) => {
    if (lastResult !== undefined && lastState === state && lastEvent === event) return lastResult;
    if (lastResult === undefined) queueMicrotask(forget);
    const result = step(state, event);
    lastState = state;
    lastEvent = event;
    return (lastResult = result);
  };
}
