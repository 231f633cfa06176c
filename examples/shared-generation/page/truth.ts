import type { Audience } from '../about.js';
import { byId, write } from './element.js';

/** The line that is always true: what the server counts, or what it last did. */
export function showTruth(audience: Audience | undefined, isKnown: boolean, here: number): void {
  // The one case in which this tab knows better: the server has not been told yet.
  if (audience) {
    write(byId('requests'), String(audience.requests));
    write(byId('tabs'), String(audience.tabs));
    write(byId('subscribers'), String(audience.subscribers));
  } else if (!isKnown) {
    write(byId('requests'), '0');
    write(byId('tabs'), '0');
    write(byId('subscribers'), String(here));
  }
  write(byId('truth-age'), audience || !isKnown ? '' : 'as last heard');
}
