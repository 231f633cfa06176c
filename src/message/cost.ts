import type { TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { checkNumber, checkOptions } from '../check.js';

/** What a million tokens cost, in whatever currency you pay in. No price list is shipped: prices change. */
export interface Prices {
  inputPerMillion: number;
  outputPerMillion: number;
  /** @default inputPerMillion */
  cacheReadPerMillion?: number;
  /** @default inputPerMillion */
  cacheWritePerMillion?: number;
}

/** Throws unless every price can be multiplied with. */
export function checkPrices(prices: Prices): void {
  checkOptions('prices', prices, 'Pass { inputPerMillion, outputPerMillion }.');
  const { inputPerMillion, outputPerMillion, cacheReadPerMillion = 0, cacheWritePerMillion = 0 } = prices;
  const all = { inputPerMillion, outputPerMillion, cacheReadPerMillion, cacheWritePerMillion };
  for (const [name, price] of Object.entries(all)) {
    const fix = 'Look it up on the pricing page of your model.';
    checkNumber(`prices.${name}`, price, isPrice, 'a price for a million tokens, 0 or more', fix);
  }
}

function isPrice(price: number): boolean {
  return Number.isFinite(price) && price >= 0;
}

/** The cost of what was used, in the currency of the prices. */
export function costOf(usage: TokenUsage, prices: Prices): number {
  const { inputPerMillion, outputPerMillion } = prices;
  const { cacheReadPerMillion = inputPerMillion, cacheWritePerMillion = inputPerMillion } = prices;
  const { inputTokens = 0, outputTokens = 0, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
  const perMillion =
    inputTokens * inputPerMillion +
    outputTokens * outputPerMillion +
    cacheReadInputTokens * cacheReadPerMillion +
    cacheWriteInputTokens * cacheWritePerMillion;
  return perMillion / 1_000_000;
}
