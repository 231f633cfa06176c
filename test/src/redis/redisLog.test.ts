import { randomUUID } from 'node:crypto';
import { fromLog, publishGeneration } from 'rx-bedrock/delivery';
import { behavesLikeAGenerationLog, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { drawnInTurns } from '../../drawnInTurns.js';
import { clientNames, describeWithRedis, logOn } from '../../redis/withRedis.js';

describeWithRedis('redisLog', (url) => {
  it(
    'does what its diagram draws',
    drawnInTurns('src/redis/redisLog.ts', async ({ cold, shows }) => {
      const [writing, reading, late] = await Promise.all([logOn(url), logOn(url), logOn(url)]);
      const id = randomUUID();
      const generation = cold('instance 1', vocabulary);
      shows('instance 2', fromLog(reading, id), vocabulary);
      shows('instance 3', fromLog(late, id), vocabulary);
      await publishGeneration(writing, id, generation, { batchMs: 0 });
    }),
  );

  describe.each(clientNames)('with a client of %s', (name) => {
    const makeLog = () => logOn(url, {}, name);
    behavesLikeAGenerationLog(makeLog, { it, expect, another: makeLog });
  });
});
