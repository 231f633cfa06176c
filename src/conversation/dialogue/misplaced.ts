import { complaint } from '../../check.js';

const ofConverse: Readonly<Record<string, string>> = {
  grace: 'Leave it out: a turn runs to its end, whoever leaves.',
  stop: 'Call stop() of the conversation, or pass a signal.',
};

const forWhole = 'It is that of the whole conversation: pass it to createConversation().';
const ofConversation: Readonly<Record<string, string>> = {
  messages: forWhole,
  policy: forWhole,
  trimHistory: forWhole,
};

/**
 * Throws if something is set that has its place elsewhere, and would do nothing here. A name that nobody knows goes out
 * with the request: a newer SDK may know it.
 */
export function refuseMisplaced(options: object, scope: 'conversation' | 'turn'): void {
  const elsewhere = scope === 'turn' ? { ...ofConverse, ...ofConversation } : ofConverse;
  const where = scope === 'turn' ? 'left out for a single turn' : 'left out';
  for (const [name, fix] of Object.entries(elsewhere)) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined) throw new TypeError(complaint(`options.${name}`, value, where, fix));
  }
}
