import type { GenerationError, ToolInputChoice } from 'rx-bedrock';
import { accumulateJson } from 'rx-bedrock/operators';
import { from } from 'rxjs';
import { expect, it } from 'vitest';
import { independentFold } from './independentFold.js';
import { type Recording, recordings, sayWhereThereAreNone } from './recordings.js';

sayWhereThereAreNone();

const whole = recordings.filter(({ isWhole }) => isWhole);

it.each(whole)('the input of every call is its JSON: $name', (recording) => {
  for (const { blockIndex, toolUseId, status, input } of independentFold(recording.recorded).calls) {
    for (const which of [{ blockIndex }, { toolUseId }]) {
      const { value, code } = jsonOf(recording, which);
      if (status === 'complete') expect({ value, code }).toEqual({ value: input, code: undefined });
      else expect(code).toBe('model');
    }
  }
});

it.each(whole)('the answer is its JSON, or an error: $name', (recording) => {
  const { answer, hasAnswered } = independentFold(recording.recorded);
  const { value, code } = jsonOf(recording);
  if (answer !== undefined) expect({ value, code }).toEqual({ value: answer, code: undefined });
  else expect(code).toBe(hasAnswered ? 'model' : undefined);
});

/** The last value, and the code of the error that it ended with. */
function jsonOf({ events }: Recording, which?: ToolInputChoice): { value: unknown; code: unknown } {
  const last: { value: unknown; code: unknown } = { value: undefined, code: undefined };
  from(events)
    .pipe(accumulateJson(which))
    .subscribe({
      next: (value) => (last.value = value),
      error: (error: unknown) => (last.code = (error as GenerationError).code),
    });
  return last;
}
