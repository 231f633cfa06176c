/** What was made of something, by whoever made it. */
export type Views = Record<symbol, unknown>;

/**
 * The same function, which makes its view of a thing once. What has not changed gives the very same view, so that a
 * screen can skip it. (A WeakMap would do the same, at many times the cost: there is a new thing with every delta.)
 */
export function viewOf<T extends { views: Views | undefined }, V>(make: (thing: T) => V): (thing: T) => V {
  const key = Symbol();
  return (thing) => {
    const views = (thing.views ??= {});
    if (!(key in views)) views[key] = make(thing);
    return views[key] as V;
  };
}
