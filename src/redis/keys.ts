/** The keys of one generation. The braces put them on one node of a cluster; those of the prefix, if it has some, all. */
export interface Keys {
  /** The stream: how it was opened, the events, the seal. */
  readonly events: string;
  /** There while somebody reads. */
  readonly watched: string;
  /** There while the producer with this token lives. A rival, who was refused, can so not keep it alive. */
  lease(token: string): string;
}

export function keysOf(prefix: string, id: string): Keys {
  const events = `${prefix}:{${id}}`;
  return { events, watched: `${events}:watched`, lease: (token) => `${events}:lease:${token}` };
}
