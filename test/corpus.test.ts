import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, converse, fromConverseStream, GenerationError, userMessage } from 'rx-bedrock';
import { settleOutcome, trackState } from 'rx-bedrock/operators';
import { bytes, type LoopbackBedrock, startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomFrom } from './wire/random.js';
import { protocols } from './wire/serve.js';

// Real streams that other projects have recorded, under their own licences: hence not kept here.
const folder = process.env['CORPUS_DIR'] ?? '../shared/corpus';

/** What a recording holds, as whoever recorded it has decoded it. */
interface Recorded {
  eventType: string;
  messageType?: string;
  payload: { delta?: { text?: string }; usage?: object };
}

interface Recording {
  name: string;
  body: Uint8Array;
  events: Recorded[];
}

const recordings = existsSync(folder) ? readdirSync(folder).filter(isBody).map(load).filter(isConverse) : [];
const isWhole = ({ events }: Recording) => events.some(({ eventType }) => eventType === 'messageStop');
if (recordings.length === 0) {
  console.log(`No recordings in ${folder} (CORPUS_DIR): the tests with them are skipped.`);
  it.skip('recorded streams: there are none');
}

describe.skipIf(recordings.length === 0).each(protocols)('recorded streams, over %s', (protocol) => {
  const random = randomFrom(20_240_530);
  let bedrock: LoopbackBedrock;
  beforeAll(async () => {
    const bodies = new Map(recordings.map(({ name, body }) => [name, body]));
    bedrock = await startLoopbackBedrock({
      protocol,
      // Cut anew for every request, so that each reader gets other chunks.
      script: ({ input }) => cut(bodies.get(input.modelId ?? '')!, random),
    });
  });
  afterAll(() => bedrock.close());

  it.each(recordings.filter(isWhole))('come as the SDK reads them: $name', async ({ name, events }) => {
    const client = bedrock.client();
    const input = { modelId: name, messages: [userMessage('Hello')] };
    const read: ConverseEvent[] = [];
    const { stream = [] } = await client.send(new ConverseStreamCommand(input));
    for await (const event of stream) read.push(event);
    expect(await lastValueFrom(fromConverseStream(client, input).pipe(toArray()))).toEqual(read);

    const generation = converse(client, input);
    const [{ text }, { usage, status }] = await Promise.all([
      lastValueFrom(generation.pipe(trackState())),
      firstValueFrom(generation.pipe(settleOutcome())),
    ]);
    expect(status).toBe('complete');
    expect(text).toBe(events.map(({ payload }) => payload.delta?.text ?? '').join(''));
    // The recorded usage may have members that the SDK does not know.
    expect(usage).toMatchObject({ totalTokens: expect.any(Number) as number });
    expect(events.find(({ eventType }) => eventType === 'metadata')?.payload.usage).toMatchObject(usage!);
  });

  it.each(recordings.filter((recording) => !isWhole(recording)))(
    'fail as they did: $name',
    async ({ name }) => {
      const input = { modelId: name, messages: [userMessage('Hello')] };
      const reading = lastValueFrom(fromConverseStream(bedrock.client(), input));
      await expect(reading).rejects.toThrow(GenerationError);
      await expect(reading).rejects.toMatchObject({
        cause: { name: expect.stringMatching(/Exception$/) as string },
      });
    },
  );
});

function isBody(file: string): boolean {
  return file.endsWith('.bin');
}

function load(file: string): Recording {
  const path = join(folder, file);
  const events = JSON.parse(readFileSync(path.replace(/bin$/, 'json'), 'utf8')) as Recorded[];
  return { name: file.replace(/\.bin$/, ''), body: readFileSync(path), events };
}

/** The events of the InvokeModel APIs are all called `chunk`. */
function isConverse({ events }: Recording): boolean {
  return events.every(({ eventType }) => eventType !== 'chunk');
}

/** Chunks of all sizes, many of them tiny: a cut falls into every part of a frame. */
function* cut(body: Uint8Array, random: () => number) {
  for (let from = 0; from < body.length; ) {
    const to = from + Math.ceil(random() * (random() < 0.3 ? 4 : 600));
    yield bytes(body.subarray(from, to));
    from = to;
  }
}
