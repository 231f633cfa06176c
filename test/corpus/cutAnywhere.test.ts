import type { Outcome } from 'rx-bedrock';
import { verifyStream } from 'rx-bedrock/operators';
import { from } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { stepThrough } from '../laws/everyPosition.js';
import { foldAll } from '../laws/folds.js';
import { expectFolds } from './expectFolds.js';
import { independentFold } from './independentFold.js';
import { recordings, sayWhereThereAreNone } from './recordings.js';

sayWhereThereAreNone();

// The work grows faster than the length: a long recording may take its time.
vi.setConfig({ testTimeout: 60_000 });

it.each(recordings)('cut anywhere, keeps all that had arrived: $name', ({ events, recorded, tool }) => {
  const step = stepThrough(events);
  for (let length = 0; length <= events.length; length += step) {
    const folds = foldAll(from(events.slice(0, length)).pipe(verifyStream()), tool);
    const expected = independentFold(recorded.slice(0, length));
    expectFolds(folds, expected);
    const { status, usage, error } = folds.outcome as Outcome;
    expect(usage).toEqual(expected.usage);
    if (expected.stopReason !== undefined) {
      expect(status).toBe('complete');
      continue;
    }
    expect(error).toMatchObject({ code: 'truncated', partial: { status: 'truncated' } });
    expect(error?.partial.message).toEqual(expected.message);
  }
});
