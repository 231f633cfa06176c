import { lastValueFrom, type Observable, tap } from 'rxjs';
import type { Reading, SharingClient } from './client.js';

/** Many read one answer, each joining the text for itself. */
export async function readShared(
  client: SharingClient,
  modelId: string,
  subscribers: number,
): Promise<Reading> {
  const generation = client.share(modelId);
  let firstDeltaAt = 0;
  const first = tap((text: string) => {
    if (firstDeltaAt === 0 && text !== '') firstDeltaAt = performance.now();
  });
  const readers = Array.from({ length: subscribers }, (_, at) => {
    const texts: Observable<string> = generation.pipe(client.accumulate());
    return lastValueFrom(at === 0 ? texts.pipe(first) : texts);
  });
  const texts = await Promise.all(readers);
  const lengths = new Set(texts.map(({ length }) => length));
  if (lengths.size > 1) throw new Error('The subscribers of one answer have seen different texts.');
  return { characters: texts[0]!.length, firstDeltaAt };
}
