import { fromSse, type FromSseOptions } from 'rx-bedrock/browser';
import { messageStart, stall, textDelta } from 'rx-bedrock/testing';
import { firstValueFrom, skip, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { Listener } from '../../../wire/listener.js';
import { openSite } from '../http/site.js';
import { frames, open, startServer } from './server.js';
import { all, restOf } from './answer.js';

describe('leaving', () => {
  const endlessAnswer = [messageStart(), textDelta('so far'), stall()];

  it('closes the response and lets the generation go on', async () => {
    const server = await startServer(() => open(...all.slice(0, 2)));
    const listener = new Listener(fromSse(server.url));
    await listener.hears('Hello');
    expect(server.isOpen()).toBe(true);
    listener.leave();
    await vi.waitFor(() => expect(server.isOpen()).toBe(false));
    expect(server.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it("with onLeave 'cancel' stops the generation for everybody", async () => {
    const site = await openSite(endlessAnswer);
    const listener = new Listener(site.read(site.url, { init: site.posting, onLeave: 'cancel' }));
    await listener.hears('so far');
    const other = new Listener(site.read(`/generations/${site.starts[0]}`));
    await other.hears('so far');
    listener.leave();
    expect(await other.end).toBe('complete');
    await site.bedrock.requests[0]!.closed;
    expect(await site.log.status(site.starts[0]!)).toBe('stopped');
  });

  it("with onLeave 'cancel' stops also what has no name yet", async () => {
    let answerNow = (_response: Response) => {};
    const server = await startServer(
      () => new Promise<Response>((resolve) => (answerNow = resolve)),
      () => new Response(null, { status: 204 }),
    );
    const init = { method: 'POST', headers: { authorization: 'Ada' } };
    const listener = new Listener(fromSse(server.url, { init, onLeave: 'cancel' }));
    await firstValueFrom(server.asked);
    listener.leave();
    const late = open();
    late.headers.set('content-location', '/generations/late');
    answerNow(late);
    const request = await firstValueFrom(server.asked.pipe(skip(1)));
    expect([request.method, new URL(request.url).pathname, request.headers.get('authorization')]).toEqual([
      'DELETE',
      '/generations/late',
      'Ada',
    ]);
    expect(request.headers.get('content-type')).toBe('application/json');
    await vi.waitFor(() => expect(server.isOpen()).toBe(false));
  });

  it.each<[string, (url: string, options: FromSseOptions) => Promise<unknown>]>([
    ['completed', (url, options) => new Listener(fromSse(url, options)).end],
    ['was left before it was asked for', async (url, options) => new Listener(fromSse(url, options)).leave()],
  ])("with onLeave 'cancel' cancels nothing that %s", async (_what, read) => {
    const server = await startServer(() => restOf(0));
    await read(server.url, { onLeave: 'cancel' });
    await fetch(server.url);
    expect(server.requests.map(({ method }) => method)).not.toContain('DELETE');
  });

  it('stops the waiting for the next try', async () => {
    const scheduler = new VirtualTimeScheduler();
    const server = await startServer(() => frames());
    const listener = new Listener(fromSse(server.url, { scheduler }));
    await vi.waitFor(() => expect(scheduler.actions).toHaveLength(1));
    listener.leave();
    scheduler.flush();
    await fetch(server.url);
    expect(server.requests).toHaveLength(2);
  });
});

describe('the signal of init', () => {
  const reason = new Error('changed my mind');

  it.each([
    ['it reads', () => open(...all.slice(0, 2))],
    ['it waits for the next try', () => frames(...all.slice(0, 2))],
  ])('aborts while %s', async (_when, answerWith) => {
    const server = await startServer(answerWith);
    const controller = new AbortController();
    const reconnect = { initialDelay: 100_000, maxDelay: 100_000 };
    const listener = new Listener(fromSse(server.url, { init: { signal: controller.signal }, reconnect }));
    await listener.hears('Hello');
    controller.abort(reason);
    expect(await listener.fails()).toMatchObject({
      code: 'aborted',
      cause: reason,
      partial: { status: 'aborted', message: { content: [{ text: 'Hello' }] } },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('sends nothing when it has aborted before', async () => {
    const server = await startServer(() => restOf(0));
    const init = { signal: AbortSignal.abort(reason) };
    expect(await new Listener(fromSse(server.url, { init })).fails()).toMatchObject({
      code: 'aborted',
      cause: reason,
    });
    await fetch(server.url);
    expect(server.requests).toHaveLength(1);
  });
});
