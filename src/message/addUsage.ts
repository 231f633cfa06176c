import type { CacheDetail, TokenUsage } from '@aws-sdk/client-bedrock-runtime';

/** The usage of two generations together. */
export function addUsage(one: TokenUsage, other: TokenUsage): TokenUsage {
  const { cacheDetails: _details, ...counts } = { ...one, ...other };
  const sums = Object.keys(counts).map((key) => [key, sum(one, other, key as keyof typeof counts)]);
  const cacheDetails = addDetails([...(one.cacheDetails ?? []), ...(other.cacheDetails ?? [])]);
  return {
    ...(Object.fromEntries(sums) as typeof counts),
    ...(cacheDetails.length === 0 ? {} : { cacheDetails }),
  };
}

function sum(one: TokenUsage, other: TokenUsage, key: keyof Omit<TokenUsage, 'cacheDetails'>): unknown {
  const [before, more] = [one[key], other[key]];
  const isCount = typeof before === 'number' || typeof more === 'number';
  return isCount ? (before ?? 0) + (more ?? 0) : (more ?? before);
}

/** One for each time to live. */
function addDetails(details: readonly CacheDetail[]): CacheDetail[] {
  const tokens = new Map<CacheDetail['ttl'], number>();
  for (const { ttl, inputTokens = 0 } of details) tokens.set(ttl, (tokens.get(ttl) ?? 0) + inputTokens);
  return [...tokens].map(([ttl, inputTokens]) => ({ ttl, inputTokens }));
}
