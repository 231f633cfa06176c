// A server with one generation, which says how much memory it needs while 20,000 events pass, with a reader or without.
import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { createGenerationHandler, memoryLog, type Producer } from 'rx-bedrock/delivery';
import { NEVER } from 'rxjs';
import { eventAt, type Passed, type Passing } from './passing.js';

const log = memoryLog();
const handler = createGenerationHandler({ log, authorize: () => true, start: () => NEVER, maxAge: Infinity });
const producers = new Map<string, Producer>();

const server = serve({ fetch: handler, hostname: '127.0.0.1', port: 0 }, () => {
  process.send!({ port: (server.address() as AddressInfo).port });
});
process.on('message', (task: Passing | { open: string }) => {
  void ('open' in task ? open(task.open) : pass(task)).then((said) => process.send!(said));
});
process.once('disconnect', () => process.exit());

async function open(id: string): Promise<object> {
  producers.set(id, (await log.open(id, { ttlMs: 600_000, leaseMs: 60_000 }))!);
  return {};
}

async function pass({ id, count, ms }: Passing): Promise<Passed> {
  const producer = producers.get(id)!;
  const before = held();
  const began = performance.now();
  let atMost = 0;
  for (let at = 0; at < count; at += 1) {
    await producer.append([eventAt(at)]);
    if (at % (count / 20) !== 0) continue;
    const pause = Math.max(began + (at / count) * ms - performance.now(), 0);
    await new Promise((resolve) => setTimeout(resolve, pause));
    // What the log holds itself is taken off: it holds as much without a reader.
    atMost = Math.max(atMost, held() - before);
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(began + ms - performance.now(), 0)));
  const atTheEnd = held() - before;
  await producer.close({ status: 'stopped' });
  return { atTheEnd, atMost };
}

/** What is in use, and not only waiting to be collected. */
function held(): number {
  (globalThis as { gc?: () => void }).gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
