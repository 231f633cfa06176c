import { setTimeout } from 'node:timers/promises';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { converse, type Outcome, toOutcome, userMessage } from 'rx-bedrock';
import type { Ending, FaultName } from './faults.js';
import { misbehaviour } from './misbehaviour.js';
import { randomFrom } from './random.js';
import { endingOf, Seat } from './seat.js';

/** Which generation it is: what happens to it depends on nothing else. */
export interface Lot {
  readonly seed: number;
  readonly number: number;
  readonly decode: 'fast' | 'sdk';
}

/** What has become of a generation. */
export interface Fate {
  /** What the server has done for its last request. */
  readonly fault: FaultName;
  readonly ending: Ending | 'none';
  readonly retryable: boolean | undefined;
  readonly attempts: number;
  /** What was not as it has to be: empty, if all is well. */
  readonly complaints: readonly string[];
}

/** The server is told the lot in the only word that it hears: the name of the model. */
function modelIdOf({ seed, number, decode }: Lot): string {
  return `${decode}-${seed}-${number}`;
}

/** @param attempt - from 1 on */
export function misbehaviourOf(modelId: string, attempt: number): ReturnType<typeof misbehaviour> {
  const [decode, seed, number] = modelId.split('-');
  return misbehaviour(
    randomFrom((Number(seed) * 7919 + Number(number)) * 10 + attempt),
    decode as 'fast' | 'sdk',
  );
}

/** How often each is asked for, at most. */
const mostAttempts = 2;

/** Whether the server may fall silent, so that the silence has to end some time. */
function mayBeSilent(modelId: string): boolean {
  const attempts = Array.from({ length: mostAttempts }, (_, at) => misbehaviourOf(modelId, at + 1));
  return attempts.some(({ endings }) => endings.includes('timeout'));
}

/**
 * One generation, with subscribers who come and go; resolves when those who stay have seen its end.
 * @param shared - the signal of most of them
 */
export async function live(client: BedrockRuntimeClient, lot: Lot, shared: AbortSignal): Promise<Fate> {
  const random = randomFrom(lot.seed * 104_729 + lot.number);
  const chance = (probability: number) => random() < probability;
  const controller = chance(0.1) ? new AbortController() : undefined;
  const modelId = modelIdOf(lot);
  // A machine that is busy is silent too: where nobody else is, it may take its time.
  const patience = mayBeSilent(modelId) ? 1_000 : 30_000;
  const generation = converse(
    client,
    { modelId, messages: [userMessage('Hello')] },
    {
      firstEventTimeout: patience,
      idleTimeout: patience,
      decode: lot.decode,
      grace: chance(0.5) ? 0 : 10,
      retry: chance(0.5) ? false : { attempts: mostAttempts, initialDelay: 5 },
      signal: controller?.signal ?? shared,
    },
  );
  const host = new Seat(generation);
  const guests = Array.from({ length: 3 }, async () => {
    await setTimeout(random() * 20);
    const guest = new Seat(generation);
    if (chance(0.5)) return guest;
    await setTimeout(random() * 20);
    guest.leave();
    return guest;
  });
  const isLeft = chance(0.2);
  if (isLeft) host.leave();
  if (controller) {
    await setTimeout(random() * 30);
    controller.abort(new Error('enough'));
  }
  const seats = [host, ...(await Promise.all(guests))];
  await Promise.all(seats.map(({ settled }) => settled));
  // The last to come finds all that had arrived, and the same end.
  const late = new Seat(generation);
  const outcome = await toOutcome(generation);
  await late.settled;
  const mayBeAborted = isLeft || controller !== undefined;
  return fateOf(outcome, { modelId, mayBeAborted, seats: [...seats, late] });
}

interface Audience {
  readonly modelId: string;
  readonly mayBeAborted: boolean;
  readonly seats: readonly Seat[];
}

function fateOf({ error, response }: Outcome, { modelId, mayBeAborted, seats }: Audience): Fate {
  const ending = error?.code ?? 'complete';
  const attempts = response?.attempts ?? 1;
  const { fault, endings } = misbehaviourOf(modelId, attempts);
  const possible: readonly Ending[] = [
    ...endings,
    ...(mayBeAborted ? ['aborted' as const] : []),
    ...(mayBeSilent(modelId) ? ['timeout' as const] : []),
  ];
  const others = seats.flatMap(({ ends }) => ends.map(endingOf)).filter((end) => end !== ending);
  const complaints = [
    ...seats.flatMap((seat) => seat.complaints()),
    ...others.map((other) => `one heard ${other}, another ${ending}`),
    ...(possible.includes(ending) ? [] : [`${ending} in place of ${possible.join(' or ')}`]),
  ].map((complaint) => `${modelId}, ${fault}: ${complaint}`);
  return { fault, ending, retryable: error?.retryable, attempts, complaints };
}

/** What is told of a generation that nobody wants to wait for any longer. */
export function hanging(lot: Lot): Fate {
  const modelId = modelIdOf(lot);
  const { fault } = misbehaviourOf(modelId, 1);
  const complaints = [`${modelId}, ${fault} at first: hangs`];
  return { fault, ending: 'none', retryable: undefined, attempts: 1, complaints };
}
