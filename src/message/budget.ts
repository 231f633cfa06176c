import { checkFunction, checkNumber, checkOptions, complaint } from '../check.js';
import { checkPrices, type Prices } from './cost.js';
import { fourCharactersPerToken, readingOf, totalOf, type UsageEstimator, type UsageState } from './usage.js';

/** How much a generation may use: at least one of the first three. */
export interface Budget {
  /**
   * Tokens that the model may generate, as far as the estimator knows: four characters for one are too many where they
   * are Chinese, say.
   */
  outputTokens?: number | undefined;
  /**
   * What it may cost, in the currency of the prices, which must be given for that. Until Bedrock tells the usage that is
   * what the output costs: what the input does, only an estimator of yours can know.
   */
  cost?: number | undefined;
  /** UTF-16 code units, as `length` counts them, that the model may generate: of text, reasoning and tool inputs. */
  chars?: number | undefined;
  prices?: Prices | undefined;
  /**
   * Estimates the usage until Bedrock tells it.
   * @default fourCharactersPerToken
   */
  estimate?: UsageEstimator | undefined;
}

/** Throws unless there is a limit that can be kept. */
export function checkBudget(budget: Budget): void {
  const fix = 'Pass { outputTokens: 1_000 }, { chars: 4_000 }, or { cost: 0.01, prices }.';
  checkOptions('The budget', budget, fix);
  const { outputTokens, cost, chars, prices, estimate } = budget;
  const limits = Object.entries({ outputTokens, cost, chars }).filter(([, limit]) => limit !== undefined);
  if (limits.length === 0) throw new TypeError(complaint('The budget', budget, 'a limit of something', fix));
  for (const [name, limit] of limits) checkNumber(`budget.${name}`, limit, isLimit, 'a number above 0', fix);
  if (prices) checkPrices(prices);
  else if (cost !== undefined)
    throw new TypeError(complaint('budget.prices', prices, 'given for a cost', fix));
  if (estimate !== undefined) checkFunction('budget.estimate', estimate, 'It returns { outputTokens }.');
}

function isLimit(limit: number): boolean {
  return Number.isFinite(limit) && limit > 0;
}

/** What a generation has used more of than it may, if anything: to be told. */
export function excessOf(state: UsageState, budget: Budget): string | undefined {
  const { outputTokens, cost, chars, prices, estimate = fourCharactersPerToken } = budget;
  const reading = readingOf(state, estimate, prices);
  const used = [
    ['outputTokens', reading.usage.outputTokens ?? 0, outputTokens],
    ['cost', reading.cost ?? 0, cost],
    ['chars', totalOf(state.generated), chars],
  ] as const;
  const excess = used.find(([, amount, limit]) => limit !== undefined && amount > limit);
  if (!excess) return undefined;
  const [name, amount, limit] = excess;
  const quality = name === 'chars' ? '' : ` (${reading.quality})`;
  return `${name} has passed ${limit}: it is ${amount}${quality}`;
}
