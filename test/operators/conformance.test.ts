import {
  accumulateMessage,
  accumulateText,
  filterDeltas,
  multicastReplay,
  selectText,
  settleOutcome,
  tapUsage,
  trackState,
  verifyStream,
} from 'rx-bedrock/operators';
import { describe } from 'vitest';
import { conforms } from '../conformance.js';

describe('filterDeltas()', () => conforms(filterDeltas()));
describe("filterDeltas('text')", () => conforms(filterDeltas('text')));
describe('selectText', () => conforms(selectText()));
describe('accumulateText', () => conforms(accumulateText()));
describe('accumulateMessage', () => conforms(accumulateMessage()));
describe('settleOutcome', () => conforms(settleOutcome(), { settles: true }));
describe('trackState', () => conforms(trackState(), { settles: true }));
describe('verifyStream', () => conforms(verifyStream()));
describe('multicastReplay', () => conforms(multicastReplay(), { shares: true }));
describe('tapUsage', () => {
  const throwing = tapUsage(() => {
    throw new Error('from the callback');
  });
  conforms(
    tapUsage(() => undefined),
    { throwing },
  );
});
