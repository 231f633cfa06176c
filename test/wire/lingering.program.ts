// 1,000 generations, half of them left early at random moments; then says what is left of them, and should end.
import { getEventListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { converse, userMessage } from 'rx-bedrock';
import { paced, stall, textMessage } from 'rx-bedrock/testing';
import { type LoopbackProtocol, startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import {
  catchError,
  defer,
  EMPTY,
  from,
  identity,
  lastValueFrom,
  merge,
  mergeMap,
  range,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { randomFrom } from '../../bench/chaos/random.js';

/** What the program prints, as its only line. */
export interface Lingering {
  requests: number;
  completed: number;
  failed: number;
  openExchanges: number;
  connections: number;
  listeners: number;
  resources: string[];
}

const protocol = process.argv[2] as LoopbackProtocol;
const random = randomFrom(Number(process.argv[3]));
const before = process.getActiveResourcesInfo();

const answer = textMessage('Many hands make light work, and none of them should be left hanging.');
const bedrock = await startLoopbackBedrock({
  protocol,
  script: ({ input }) => {
    const steps = paced(answer, 1);
    return input.modelId === 'whole' ? steps : [...steps].slice(0, Math.ceil(random() * 20)).concat(stall());
  },
});
const client = bedrock.client();
const { signal } = new AbortController();
const count = { completed: 0, failed: 0 };

/** One generation with two subscribers, who stay to the end or leave together. */
function live(index: number) {
  const isLeft = index % 2 === 1;
  const modelId = isLeft && random() < 0.5 ? 'silent' : 'whole';
  const generation = converse(
    client,
    { modelId, messages: [userMessage('Hello')] },
    {
      signal,
      grace: random() < 0.2 ? 10 : 0,
    },
  ).pipe(
    tap({ complete: () => count.completed++ }),
    catchError(() => {
      count.failed++;
      return EMPTY;
    }),
  );
  const leave = isLeft ? takeUntil<unknown>(moment()) : identity;
  return merge(generation.pipe(leave), generation.pipe(leave));
}

/** In the same task, a microtask later, or any time until well into the answer. */
function moment() {
  const kind = random();
  if (kind < 0.1) return defer(() => from(Promise.resolve()));
  return timer(kind < 0.2 ? 0 : random() * 30);
}

await lastValueFrom(range(0, 1000).pipe(mergeMap(live, 50)), { defaultValue: undefined });

// The SDK keeps HTTP/1.1 connections for the next request, as long as the client lives.
client.destroy();
const openCount = () => bedrock.requests.filter((request) => request.isOpen).length;
await zero(() => openCount() + bedrock.connectionCount);
const openExchanges = openCount();
const connections = bedrock.connectionCount;
await bedrock.close();
const resources = () => without(process.getActiveResourcesInfo(), before);
await zero(() => resources().length);

const lingering: Lingering = {
  requests: bedrock.requests.length,
  ...count,
  openExchanges,
  connections,
  listeners: getEventListeners(signal, 'abort').length,
  resources: resources(),
};
console.log(JSON.stringify(lingering));

/** Closing takes some turns of the event loop, and a grace of 10 ms; what is there after a second lingers. */
async function zero(count: () => number): Promise<void> {
  for (let waited = 0; waited < 1000 && count() > 0; waited += 5) await setTimeout(5);
}

function without(all: string[], some: string[]): string[] {
  const rest = [...all];
  for (const each of some) if (rest.includes(each)) rest.splice(rest.indexOf(each), 1);
  return rest;
}
