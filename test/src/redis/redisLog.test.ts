import { behavesLikeAGenerationLog } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { clientNames, describeWithRedis, logOn } from '../../redis/withRedis.js';

describeWithRedis('redisLog', (url) => {
  describe.each(clientNames)('with a client of %s', (name) => {
    const makeLog = () => logOn(url, {}, name);
    behavesLikeAGenerationLog(makeLog, { it, expect, another: makeLog });
  });
});
