import type { CacheDetail, TokenUsage } from '@aws-sdk/client-bedrock-runtime';

/** The usage of two generations together. */
export function addUsage(one: TokenUsage, other: TokenUsage): TokenUsage {
  const sums: Record<string, unknown> = { ...one };
  for (const [key, count] of Object.entries(other)) {
    const before = sums[key];
    sums[key] = typeof before === 'number' && typeof count === 'number' ? before + count : (count ?? before);
  }
  const details = addDetails([...(one.cacheDetails ?? []), ...(other.cacheDetails ?? [])]);
  return { ...(sums as unknown as TokenUsage), ...(details.length === 0 ? {} : { cacheDetails: details }) };
}

/** One for each time to live. */
function addDetails(details: readonly CacheDetail[]): CacheDetail[] {
  const tokens = new Map<CacheDetail['ttl'], number>();
  for (const { ttl, inputTokens = 0 } of details) tokens.set(ttl, (tokens.get(ttl) ?? 0) + inputTokens);
  return [...tokens].map(([ttl, inputTokens]) => ({ ttl, inputTokens }));
}
