import { getEventListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { credentials, region } from '../clients/client.js';
import { memoryInUse } from '../memoryInUse.js';
import { answerTasks } from '../process/answerTasks.js';
import { endure } from '../chaos/endure.js';
import type { Lot } from '../chaos/generation.js';
import { type Count, Tally } from '../chaos/tally.js';
import type { Endpoint } from '../wire/endpoint.js';

/** Lives through generations, or says what is left of them once the clients are gone. */
export type EndureTask =
  | { readonly what: 'live'; readonly seed: number; readonly count: number }
  | { readonly what: 'part' };

export interface Lives {
  readonly counts: readonly Count[];
  readonly complaints: readonly string[];
}

/** What is left in the process. */
export interface Remains {
  /** Timers and sockets. */
  readonly resources: readonly string[];
  /** Of the signal that most generations hang on. */
  readonly listeners: number;
  /** Unhandled rejections, uncaught exceptions, and warnings of Node's. */
  readonly incidents: readonly string[];
  /** In bytes. */
  readonly memory: number;
}

const atATime = 64;

answerTasks((endpoint: Endpoint) => {
  const incidents: string[] = [];
  process.on('unhandledRejection', (reason) => incidents.push(`unhandled rejection: ${String(reason)}`));
  process.on('uncaughtException', (error) => incidents.push(`uncaught exception: ${String(error)}`));
  process.on('warning', ({ name, message }) => incidents.push(`${name}: ${message}`));
  const { signal } = new AbortController();
  let clients: readonly BedrockRuntimeClient[] = [];

  async function live(seed: number, count: number): Promise<Lives> {
    // The SDK's own attempts would be made for reasons of its own, and not be those that the server counts.
    const common = { region, credentials, maxAttempts: 1 };
    // More than the 50 that it allows by itself.
    const http1 = new NodeHttpHandler({ httpAgent: { maxSockets: 2 * atATime } });
    clients = [
      new BedrockRuntimeClient({ ...common, endpoint: endpoint.h2 }),
      new BedrockRuntimeClient({ ...common, endpoint: endpoint.http1, requestHandler: http1 }),
    ];
    const tally = new Tally();
    const trial = {
      lots: lotsOf(seed, count),
      atATime,
      signal,
      clientFor: ({ number }: Lot) => clients[number % 2]!,
    };
    await endure(trial).forEach((fate) => tally.add(fate));
    return { counts: tally.rows, complaints: tally.complaints };
  }

  async function part(): Promise<Remains> {
    // The SDK keeps HTTP/1.1 connections for the next request, as long as the client lives.
    for (const client of clients) client.destroy();
    clients = [];
    const resources = () => process.getActiveResourcesInfo().filter((name) => /^(Timeout|TCP)/.test(name));
    for (let waited = 0; waited < 2_000 && resources().length > 0; waited += 10) await setTimeout(10);
    const listeners = getEventListeners(signal, 'abort').length;
    return { resources: resources(), listeners, incidents, memory: await memoryInUse() };
  }

  return Promise.resolve(
    (task: EndureTask): Promise<Lives | Remains> =>
      task.what === 'live' ? live(task.seed, task.count) : part(),
  );
});

/** Both protocols and both decoders by turns. */
function* lotsOf(seed: number, count: number): Generator<Lot> {
  for (let number = 0; number < count; number++) {
    yield { seed, number, decode: number % 4 < 2 ? 'fast' : 'sdk' };
  }
}
