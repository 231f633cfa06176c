import { behavesLikeAnOperator, type ConformanceOptions } from 'rx-bedrock/testing';
import { expect, it } from 'vitest';

/** The suite that every operator must pass, in this project's test runner. */
export function conforms(
  operator: Parameters<typeof behavesLikeAnOperator>[0],
  options: Omit<ConformanceOptions, 'it' | 'expect'> = {},
): void {
  behavesLikeAnOperator(operator, { it, expect, ...options });
}
