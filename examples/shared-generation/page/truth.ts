import type { Heard } from './audience.js';
import { byId, write } from './element.js';

/** What the line is about, as this tab knows it. */
interface Known {
  /** Whether the server has taken the generation on: then only it knows the numbers. */
  isKnown: boolean;
  isOver: boolean;
  /** How many subscribers there are in this tab. */
  here: number;
}

/** The line that is always true: what the server counts, or what it last did. */
export function showTruth(heard: Heard | undefined, { isKnown, isOver, here }: Known): void {
  // A generation that the server has not heard of has asked nothing; of another one it is not known yet.
  const { requests, tabs, subscribers } = heard?.audience ?? {
    requests: isKnown ? '–' : 0,
    tabs: isKnown ? '–' : 0,
    subscribers: here,
  };
  write(byId('requests'), String(requests));
  write(byId('tabs'), String(tabs));
  write(byId('subscribers'), String(subscribers));
  // Nobody is subscribed to what is over.
  write(byId('before-subscribers'), isOver ? 'had' : 'subscribers');
  write(byId('after-subscribers'), isOver ? ' subscribers' : '');
  write(byId('truth-age'), heard?.isOld ? 'as last heard' : '');
}
