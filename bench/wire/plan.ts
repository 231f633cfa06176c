/**
 * How a stream comes: as fast as it can be written, each frame in a chunk of its own, or 100 frames a second.
 * The peers can be told nothing but a model: so the plan of a stream is the name of its model.
 */
export type Pace = 'bulk' | 'framed' | 'paced';

export interface StreamPlan {
  readonly pace: Pace;
  readonly deltas: number;
}

/** The time between two frames of a paced stream, in milliseconds. */
export const paceInterval = 10;

/** The text of every delta: 13 characters. */
export const deltaText = ' lorem ipsum.';

export function modelIdOf({ pace, deltas }: StreamPlan): string {
  return `${pace}-${deltas}`;
}

export function planOf(modelId: string): StreamPlan {
  const { pace, deltas } = /^(?<pace>bulk|framed|paced)-(?<deltas>\d+)$/.exec(modelId)?.groups ?? {};
  if (pace === undefined) throw new Error(`The model is "${modelId}", but it must be a plan like bulk-2000.`);
  return { pace: pace as Pace, deltas: Number(deltas) };
}
