import { complaint } from '../check.js';
import type { GenerationLog } from './log.js';

/** Throws unless it is a log. */
export function checkLog(log: GenerationLog): void {
  const { open, tail, status, cancel } = (log as Partial<GenerationLog> | null) ?? {};
  // All of them, whichever are needed: a spread of an instance has left its class's methods behind.
  if ([open, tail, status, cancel].every((method) => typeof method === 'function')) return;
  throw new TypeError(complaint('log', log, 'a GenerationLog', 'Pass memoryLog(), or redisLog({ client }).'));
}
