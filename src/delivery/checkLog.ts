import { complaint } from '../check.js';
import type { GenerationLog } from './log.js';

/** Throws unless it is a log. */
export function checkLog(log: GenerationLog): void {
  const { open, tail } = (log as Partial<GenerationLog> | null) ?? {};
  if (typeof open === 'function' && typeof tail === 'function') return;
  throw new TypeError(complaint('log', log, 'a GenerationLog', 'Pass memoryLog(), or redisLog({ client }).'));
}
