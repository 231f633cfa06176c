import { createClient } from 'redis';
import { loadPeer } from '../peers/load.js';
import { type OpenEngine, whenThere } from './engine.js';

interface ResumableStream {
  createResumableStreamContext(options: { waitUntil: null; subscriber: unknown; publisher: unknown }): {
    createNewResumableStream(
      id: string,
      make: () => ReadableStream<string>,
    ): Promise<ReadableStream<string> | null>;
    resumeExistingStream(id: string): Promise<ReadableStream<string> | null | undefined>;
  };
}

export const open: OpenEngine = async (url) => {
  const library = await loadPeer<ResumableStream>('resumable-stream/generic');
  const context = library.createResumableStreamContext({
    waitUntil: null,
    subscriber: await createClient({ url }).connect(),
    publisher: await createClient({ url }).connect(),
  });
  return {
    async write(id, pieces) {
      const stream = await context.createNewResumableStream(id, () => streamOf(pieces));
      // Its own reader must read it, or it waits.
      for await (const _piece of stream!);
    },
    async read(id, onText) {
      const stream = await whenThere(() => context.resumeExistingStream(id));
      for await (const text of stream) onText(text);
    },
  };
};

function streamOf(pieces: AsyncIterable<string>): ReadableStream<string> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  });
}
