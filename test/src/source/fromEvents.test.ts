import { fromEvents, toAsyncIterable } from 'rx-bedrock';
import { vocabulary } from 'rx-bedrock/testing';
import { describe, it } from 'vitest';
import { drawnInTurns } from '../../drawnInTurns.js';

describe('fromEvents', () => {
  it(
    'does what its diagram draws',
    drawnInTurns('src/source/fromEvents.ts', ({ cold, shows }) => {
      const stream = toAsyncIterable(cold('response.stream', vocabulary));
      shows('fromEvents(stream)', fromEvents(stream), vocabulary);
    }),
  );
});
