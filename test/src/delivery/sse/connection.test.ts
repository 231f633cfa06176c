import { fromSse, type FromSseOptions, type SseConnection } from 'rx-bedrock/browser';
import { expect, it } from 'vitest';
import { expectComplaint } from '../../../complaints.js';
import { Listener } from '../../../wire/listener.js';
import { all, complete, quickly } from './answer.js';
import { frames, startServer } from './server.js';

it('says how the connection stands: refused, open, lost, open again', async () => {
  const server = await startServer(
    () => new Response(null, { status: 503 }),
    () => frames(...all.slice(0, 3)),
    () => frames(...all.slice(3), complete),
  );
  const told: SseConnection[] = [];
  const onConnection = (connection: SseConnection) => told.push(connection);
  const listener = new Listener(fromSse(server.url, { onConnection, reconnect: quickly }));
  expect(await listener.end).toBe('complete');
  const lost = { state: 'waiting', failures: 1, delay: expect.any(Number) as number };
  expect(told).toEqual([
    { state: 'connecting' },
    { ...lost, error: expect.objectContaining({ code: 'unavailable' }) as Error },
    { state: 'connecting' },
    { state: 'open' },
    { ...lost, error: expect.objectContaining({ code: 'network' }) as Error },
    { state: 'connecting' },
    { state: 'open' },
  ]);
});

it('counts how often it was lost in a row', async () => {
  const server = await startServer(() => new Response(null, { status: 503 }));
  const failures: number[] = [];
  const onConnection = (connection: SseConnection) => {
    if (connection.state === 'waiting') failures.push(connection.failures);
  };
  const reconnect = { initialDelay: 0, maxElapsed: 3 };
  await new Listener(fromSse(server.url, { onConnection, reconnect })).fails();
  expect(failures).toEqual([1, 2, 3]);
});

it.each(['connecting', 'open', 'waiting'] as const)('errors where it throws at %s', async (state) => {
  const server = await startServer(() => frames(...all.slice(0, 3)));
  const onConnection = (connection: SseConnection) => {
    if (connection.state === state) throw new Error('no page');
  };
  const error = await new Listener(fromSse(server.url, { onConnection, reconnect: quickly })).fails();
  expect(error).toMatchObject({ code: 'unknown', cause: { message: 'no page' } });
  expect(error.message).toContain('onConnection has thrown: no page');
  expect(server.requests).toHaveLength(state === 'connecting' ? 0 : 1);
});

it('starts nothing where its subscriber leaves at the first word', async () => {
  const server = await startServer(() => frames(...all, complete));
  await new Promise<void>((resolve) => {
    const subscription = fromSse(server.url, {
      init: { method: 'POST' },
      onLeave: 'cancel',
      onConnection: () => {
        subscription.unsubscribe();
        resolve();
      },
    }).subscribe();
  });
  const listener = new Listener(fromSse(server.url));
  expect(await listener.end).toBe('complete');
  expect(server.requests).toHaveLength(1);
});

it('refuses what is not a function', () => {
  const options = { onConnection: 'status' } as unknown as FromSseOptions;
  expectComplaint(() => fromSse('http://localhost/', options), {
    type: TypeError,
    value: 'options.onConnection is "status"',
    rule: 'a function',
    fix: '{ state }',
  });
});
