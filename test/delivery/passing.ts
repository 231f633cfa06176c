import { textDelta } from 'rx-bedrock/testing';

/** What the server is told: to let the events of a generation pass in so many milliseconds. */
export interface Passing {
  readonly id: string;
  readonly count: number;
  readonly ms: number;
}

/** What it says when they have: how much more it holds than before, at the end and at most, in bytes. */
export interface Passed {
  readonly atTheEnd: number;
  readonly atMost: number;
}

export function eventAt(at: number): ReturnType<typeof textDelta> {
  return textDelta(`${at} `.padEnd(600, 'x'));
}
