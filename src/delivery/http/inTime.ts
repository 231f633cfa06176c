import { GenerationError } from '../../errors.js';
import type { HandlerSettings } from './options.js';

/**
 * What one of the options answers, in the time that it has: nobody may wait for ever, and who answers too late is not
 * listened to any more.
 * @param fix - what its owner can do, but for raising that time
 */
export function inTime<T>(
  option: 'start' | 'authorize' | 'userOf',
  ask: () => T | Promise<T>,
  { startTimeout, scheduler }: HandlerSettings,
  fix: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(tooLong(option, startTimeout, fix));
    const waiting = scheduler.schedule(giveUp, startTimeout);
    const asking = (async () => ask())();
    void asking.then(resolve, reject).finally(() => waiting.unsubscribe());
  });
}

function tooLong(option: string, ms: number, fix: string): GenerationError {
  const message = `options.${option} has not settled within ${ms} ms. ${fix}, or raise options.startTimeout.`;
  return new GenerationError('unavailable', message);
}
