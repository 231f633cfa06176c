/**
 * The same step of a fold, which remembers what it came to last. A shared generation hands each event to all its
 * subscribers, one after the other; where they fold the same, the first one does the work and the others find it
 * done, and all hold the same state instead of one each. What is remembered is forgotten with the task it is in.
 */
export function rememberingStep<S extends object, E extends object>(
  step: (state: S, event: E) => S,
): (state: S, event: E) => S {
  let last: { readonly state: S; readonly event: E; readonly next: S } | undefined;
  return (state, event) => {
    if (last?.state === state && last.event === event) return last.next;
    if (!last) {
      queueMicrotask(() => {
        last = undefined;
      });
    }
    last = { state, event, next: step(state, event) };
    return last.next;
  };
}
