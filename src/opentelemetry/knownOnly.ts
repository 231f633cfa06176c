import type { Attributes } from '@opentelemetry/api';

/** The attributes without those of which nothing is known: an empty one would say that there is nothing. */
export function knownOnly(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value != null));
}
