import { checkMillisecondsOrInfinity } from '../check.js';

/** Throws unless `grace` can be waited for. */
export function checkGrace(grace: unknown): void {
  const fix = 'Leave it out to close the request as soon as the last subscriber has left.';
  checkMillisecondsOrInfinity('options.grace', grace, fix);
}
