import { type BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import {
  type ConverseEvent,
  converse,
  fromConverseStream,
  GenerationError,
  type Outcome,
  userMessage,
} from 'rx-bedrock';
import { settleOutcome } from 'rx-bedrock/operators';
import { bytes, type LoopbackBedrock, startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { lastValueFrom, type Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldAll } from '../laws/folds.js';
import { randomFrom } from '../../bench/chaos/random.js';
import { protocols } from '../wire/serve.js';
import { expectFolds } from './expectFolds.js';
import { independentFold } from './independentFold.js';
import { recordings, sayWhereThereAreNone } from './recordings.js';

sayWhereThereAreNone();

describe.each(protocols)('a recorded stream, over %s', (protocol) => {
  const random = randomFrom(20_240_530);
  let bedrock: LoopbackBedrock;
  let client: BedrockRuntimeClient;
  beforeAll(async () => {
    const bodies = new Map(recordings.map(({ name, body }) => [name, body]));
    bedrock = await startLoopbackBedrock({
      protocol,
      // Cut anew for every request, so that each reader gets other chunks.
      script: ({ input }) => cut(bodies.get(input.modelId ?? '')!, random),
    });
    // An exception that is recorded is no better at the second attempt.
    client = bedrock.client({ maxAttempts: 1 });
  });
  afterAll(() => bedrock.close());

  it.each(recordings)('is the events that the SDK reads: $name', async ({ name, events }) => {
    const read = await readBySdk(client, name);
    expect(await readByUs(fromConverseStream(client, inputFor(name)))).toEqual(read);
    // The SDK drops members of the usage that it does not know, and nothing else.
    expect(events).toMatchObject(read);
  });

  it.each(recordings)('folds to what was recorded: $name', async (recording) => {
    const { name, recorded, isWhole, exception, tool } = recording;
    const generation = converse(client, inputFor(name));
    const folds = foldAll(generation, tool);
    const { status, usage, error } = await lastValueFrom(generation.pipe(settleOutcome()));
    const expected = independentFold(recorded);
    expectFolds(folds, expected);
    expect(status === 'complete').toBe(isWhole);
    if (!isWhole) expectFailure(error, exception);
    expectUsage(usage, expected.usage);
  });
});

function inputFor(name: string) {
  return { modelId: name, messages: [userMessage('Hello')] };
}

/** The SDK's own loop; how it ends is another matter, and often wrong. */
async function readBySdk(client: BedrockRuntimeClient, name: string): Promise<ConverseEvent[]> {
  const read: ConverseEvent[] = [];
  try {
    const { stream = [] } = await client.send(new ConverseStreamCommand(inputFor(name)));
    for await (const event of stream) read.push(event);
  } catch {
    // An exception was recorded.
  }
  return read;
}

function readByUs(events: Observable<ConverseEvent>): Promise<ConverseEvent[]> {
  const read: ConverseEvent[] = [];
  return new Promise((resolve) => {
    events.subscribe({
      next: (event) => read.push(event),
      error: () => resolve(read),
      complete: () => resolve(read),
    });
  });
}

function expectFailure(error: GenerationError | undefined, exception: string | undefined): void {
  expect(error).toBeInstanceOf(GenerationError);
  // The SDK's class for it has the same name, with a capital.
  if (exception) expect((error?.cause as Error).name.toLowerCase()).toBe(exception.toLowerCase());
  else expect(error?.code).toBe('truncated');
}

const knownToTheSdk = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cacheReadInputTokens',
  'cacheWriteInputTokens',
  'cacheDetails',
];

function expectUsage(usage: Outcome['usage'], recorded: object | undefined): void {
  const known = recorded && Object.entries(recorded).filter(([member]) => knownToTheSdk.includes(member));
  expect(usage).toEqual(known && Object.fromEntries(known));
}

/** Chunks of all sizes, many of them tiny: a cut falls into every part of a frame. */
function* cut(body: Uint8Array, random: () => number) {
  for (let from = 0; from < body.length; ) {
    const to = from + Math.ceil(random() * (random() < 0.3 ? 4 : 600));
    yield bytes(body.subarray(from, to));
    from = to;
  }
}
