import { whyNot } from '../peers/missing.js';
import type { OpenEngine } from './engine.js';

export const engineNames = ['plainRedis', 'resumableStream', 'rxBedrock'] as const;
export type EngineName = (typeof engineNames)[number];

export const engines: Readonly<
  Record<EngineName, { label: string; peers: readonly string[]; load: () => Promise<{ open: OpenEngine }> }>
> = {
  plainRedis: { label: '`XADD`/`XREAD` loop', peers: [], load: () => import('./plainRedis.js') },
  resumableStream: {
    label: 'resumable-stream',
    peers: ['resumable-stream'],
    load: () => import('./resumableStream.js'),
  },
  rxBedrock: { label: '**rx-bedrock** `redisLog`', peers: [], load: () => import('./rxBedrock.js') },
};

/** Why an engine cannot be measured here, if it cannot. */
export function whyNotEngine(name: EngineName): string | undefined {
  return whyNot(engines[name].peers);
}
