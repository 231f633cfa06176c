// One instance of a server: it makes generations and reads those of others, as it is told, over a log in Redis.
import { createClient } from 'redis';
import { converse, type ConverseEvent, type GenerationError, userMessage } from 'rx-bedrock';
import { fromLog, type LogEntry, publishGeneration } from 'rx-bedrock/delivery';
import { accumulateText } from 'rx-bedrock/operators';
import { redisLog } from 'rx-bedrock/redis';
import { textDelta } from 'rx-bedrock/testing';
import {
  concatMap,
  delay,
  from,
  interval,
  map,
  lastValueFrom,
  NEVER,
  type Observable,
  of,
  startWith,
  concat,
  take,
  tap,
} from 'rxjs';
import { clientFor } from '../../src/testing/loopback/clientFor.js';
import { randomFrom } from '../../bench/chaos/random.js';
import { answerOf } from './answer.js';
import { digestOf, type Report, type Task } from './protocol.js';

const client = createClient({ url: process.argv[2]! });
// Connections that are cut are what some tests are about.
client.on('error', () => undefined);
await client.connect();
const log = redisLog({ client });

process.on('message', ({ turn, ...task }: Task & { turn: number }) => {
  void perform(task).then((report) => process.send?.({ turn, report }));
});
process.once('disconnect', () => process.exit());
process.send?.({ turn: -1 });

async function perform(task: Task): Promise<Report> {
  if (task.do === 'cancel') return { is: await log.cancel(task.id, 'from elsewhere'), at: Date.now() };
  if (task.do === 'read') return read(task.id, task.cuts);
  const source = task.do === 'publish' ? written(task.seed) : task.do === 'drip' ? dripping() : endless();
  const leaseMs = 'leaseMs' in task ? task.leaseMs : undefined;
  const published = await publishGeneration(log, task.id, task.do === 'ask' ? await ask(task.url) : source, {
    leaseMs,
  });
  if (task.do !== 'publish' && task.do !== 'drip') return { at: Date.now() };
  const { error } = (await published?.ended) ?? {};
  return { at: Date.now(), ...(error ? { code: error.code } : {}) };
}

/** At a pace that changes: now and then some events at once, now and then a pause. */
function written(seed: number): Observable<ConverseEvent> {
  const random = randomFrom(seed);
  return from(answerOf(seed)).pipe(
    concatMap((event) => (random() < 0.7 ? of(event) : of(event).pipe(delay(random() * 12)))),
  );
}

function endless(): Observable<ConverseEvent> {
  return concat(from(answerOf(1).slice(0, 5)), NEVER);
}

/** Has always something to write. */
function dripping(): Observable<ConverseEvent> {
  return interval(5).pipe(map((turn) => textDelta(`${turn} `)));
}

async function ask(url: string): Promise<Observable<ConverseEvent>> {
  const bedrock = (await clientFor('h2'))(url);
  return converse(bedrock, { modelId: 'any', messages: [userMessage('Hi')] });
}

/** Reads to the end; where there are cuts, leaves after so many events and comes back to where it was. */
async function read(id: string, cuts: readonly number[]): Promise<Report> {
  const entries: LogEntry[] = [];
  const note = tap((entry: LogEntry) => entries.push(entry));
  try {
    for (const cut of cuts) {
      await lastValueFrom(log.tail(id, { after: entries.length }).pipe(take(cut), note), {
        defaultValue: undefined,
      });
    }
    await lastValueFrom(log.tail(id, { after: entries.length }).pipe(note), { defaultValue: undefined });
    return { at: Date.now(), seqs: seqsOf(entries), digest: digestOf(entries.map(({ event }) => event)) };
  } catch (error) {
    const { code } = error as GenerationError;
    const at = Date.now();
    const text = await lastValueFrom(fromLog(log, id).pipe(accumulateText(), startWith(''))).catch(
      (failure: unknown) =>
        (failure as GenerationError).partial.message.content.map(({ text = '' }) => text).join(''),
    );
    return { at, seqs: seqsOf(entries), code, text, digest: digestOf(entries.map(({ event }) => event)) };
  }
}

/** How many there are, if they are 1, 2, 3 and so on. */
function seqsOf(entries: readonly LogEntry[]): number {
  return entries.every(({ seq }, index) => seq === index + 1) ? entries.length : Number.NaN;
}
