import { textOfThrown } from '../check.js';

/** How deep to look for a reason: some point at themselves. */
const deepest = 4;

/**
 * What a failure of the network says, and what lies behind it: Node's own say nothing (an AggregateError, one for each
 * address that was tried), or only that something failed (`fetch failed`, and the reason is the cause).
 */
export function reasonOf(thrown: unknown): string {
  return reasonsOf(thrown, deepest).join(': ') || textOfThrown(thrown) || 'it does not say why';
}

function reasonsOf(thrown: unknown, depth: number): string[] {
  if (!(thrown instanceof Error) || depth === 0) return [];
  const { message, cause } = thrown;
  const { errors, code } = thrown as { errors?: unknown; code?: unknown };
  const behind = Array.isArray(errors) ? reasonsOf(errors[0], depth - 1) : reasonsOf(cause, depth - 1);
  const own = message || (behind.length === 0 && typeof code === 'string' ? code : '');
  return own === '' || behind.includes(own) ? behind : [own, ...behind];
}
