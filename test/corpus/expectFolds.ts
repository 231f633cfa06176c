import type { GenerationState, Outcome, Reasoning } from 'rx-bedrock';
import { expect } from 'vitest';
import type { Folds } from '../laws/folds.js';
import type { Folded } from './independentFold.js';

/** Compares what the operators say of a recording with the other opinion. Usage is left to the caller. */
export function expectFolds(folds: Folds, expected: Folded): void {
  const { message, stopReason } = expected;
  for (const last of [folds.outcome as Outcome, folds.state as GenerationState]) {
    expect({ message: last.message, stopReason: last.stopReason }).toEqual({ message, stopReason });
  }
  expect((folds.state as GenerationState).text).toBe(expected.text);
  // What nothing has come of is never emitted.
  expect(folds.text ?? '').toBe(expected.text);
  expect((folds.reasoning as Reasoning | undefined) ?? { text: '' }).toEqual(expected.reasoning);
  expect(folds.citations ?? []).toEqual(expected.citations);
  expectCalls((folds.calls ?? []) as object[], expected);
  if (expected.input !== undefined) expect(folds.json).toEqual(expected.input);
  if (expected.hasAnswered && expected.answer !== undefined) expect(folds.answer).toEqual(expected.answer);
}

function expectCalls(calls: readonly object[], expected: Folded): void {
  expect(calls).toHaveLength(expected.calls.length);
  for (const [at, call] of expected.calls.entries()) {
    // A batch parser has nothing to say on the value of half a text.
    if (call.status === 'complete') expect(calls[at]).toEqual(call);
    else expect(calls[at]).toMatchObject(call);
  }
}
