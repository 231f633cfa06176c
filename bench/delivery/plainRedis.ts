import { createClient } from 'redis';
import type { OpenEngine } from './engine.js';

type Streams = { messages: { id: string; message: Record<string, string> }[] }[];

/** What one writes first: an XADD for each piece, and for each reader a connection that waits in XREAD. */
export const open: OpenEngine = async (url) => {
  const client = await createClient({ url }).connect();
  return {
    async write(id, pieces) {
      for await (const piece of pieces) await client.xAdd(id, '*', { piece });
      await client.xAdd(id, '*', { end: '1' });
      await client.expire(id, 60);
    },
    async read(id, onText) {
      const reader = await client.duplicate().connect();
      for (let last = '0'; last !== 'end'; ) {
        const found = await reader.xRead({ key: id, id: last }, { BLOCK: 1_000, COUNT: 100 });
        for (const { id: at, message } of (found as Streams | null)?.[0]?.messages ?? []) {
          last = message['end'] ? 'end' : at;
          if (message['piece']) onText(message['piece']);
        }
      }
      reader.destroy();
    },
  };
};
