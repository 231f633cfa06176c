import { createClient } from 'redis';
import { fromLog, publishGeneration } from 'rx-bedrock/delivery';
import { selectText } from 'rx-bedrock/operators';
import { redisLog } from 'rx-bedrock/redis';
import { textDelta } from 'rx-bedrock/testing';
import { from, lastValueFrom, map, tap } from 'rxjs';
import { type OpenEngine, whenThere } from './engine.js';

export const open: OpenEngine = async (url) => {
  const log = redisLog({ client: await createClient({ url }).connect() });
  return {
    async write(id, pieces) {
      const published = await publishGeneration(log, id, from(pieces).pipe(map((piece) => textDelta(piece))));
      await published!.ended;
    },
    async read(id, onText) {
      await whenThere(async () => (await log.status(id)) !== 'missing');
      await lastValueFrom(fromLog(log, id).pipe(selectText(), tap(onText)));
    },
  };
};
