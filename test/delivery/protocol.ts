import { createHash } from 'node:crypto';
import type { ConverseEvent } from 'rx-bedrock';
import { tagBytes } from '../../src/bytesInJson.js';
import { Neighbours } from '../../src/sharing/neighbours.js';

/** What an instance can be told to do. */
export type Task =
  | { do: 'publish'; id: string; seed: number }
  | { do: 'hang' | 'drip'; id: string; leaseMs: number }
  | { do: 'ask'; id: string; url: string }
  | { do: 'read'; id: string; cuts: readonly number[] }
  | { do: 'cancel'; id: string };

/** What it says when it is done. */
export interface Report {
  /** When, by the clock of the machine. */
  readonly at: number;
  readonly is?: boolean;
  /** How many events came; NaN unless they came in order, each once. */
  readonly seqs?: number;
  readonly digest?: string;
  readonly code?: string;
  readonly text?: string;
}

/** The same for the same events, however their deltas were merged. */
export function digestOf(events: readonly ConverseEvent[]): string {
  const held = new Neighbours();
  const merged: ConverseEvent[] = [];
  for (const event of events) if (!held.hold(event)) merged.push(...held.release(), event);
  merged.push(...held.release());
  return createHash('sha256')
    .update(JSON.stringify(tagBytes(merged)))
    .digest('hex');
}
