import { converse, fromConverseStream } from 'rx-bedrock';
import { messageStart, stall, textDelta } from 'rx-bedrock/testing';
import { headers } from 'rx-bedrock/testing/loopback';
import { firstValueFrom, ReplaySubject, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { closesPromptly } from './promptly.js';
import { input, routes, serve } from './serve.js';

describe.each(routes)('the last one to leave, over $protocol ($decode)', ({ protocol, decode }) => {
  describe.each([
    ['fromConverseStream', fromConverseStream],
    ['converse', converse],
  ])('%s', (_name, source) => {
    it('closes the HTTP stream while the model is silent mid-stream', async () => {
      const { client, asked } = await serve(protocol, [messageStart(), textDelta('so far'), stall()]);
      const listener = new Listener(source(client, input, { decode }));
      await listener.hears('so far');
      await closesPromptly(await asked(), () => listener.leave());
    });

    it('closes it while the model is silent after the headers', async () => {
      const { client, asked, answered } = await serve(protocol, [headers(), stall()]);
      const listener = new Listener(source(client, input, { decode }));
      await answered();
      await closesPromptly(await asked(), () => listener.leave());
    });

    it('closes it while the model is silent before the headers', async () => {
      const { client, asked } = await serve(protocol, [stall()]);
      const listener = new Listener(source(client, input, { decode }));
      await closesPromptly(await asked(), () => listener.leave());
    });

    it('closes it while events are coming', async () => {
      const { client, asked } = await serve(protocol, endless);
      const generation = source(client, input, { decode }).pipe(take(100));
      const listener = new Listener(generation);
      const request = await asked();
      await listener.end;
      expect(listener.events).toHaveLength(100);
      expect(await request.closed).toMatchObject({ by: 'client' });
    });

    it('sends nothing when it leaves in the task in which it came', async () => {
      const { client, requestCount } = await serve(protocol, [stall()]);
      new Listener(source(client, input, { decode })).leave();
      expect(await requestCount()).toBe(0);
    });

    it('sends nothing as long as nobody comes', async () => {
      const { client, asked, requestCount } = await serve(protocol, [stall()]);
      const generation = source(client, input, { decode });
      expect(await requestCount()).toBe(0);
      const listener = new Listener(generation);
      await asked();
      listener.leave();
    });
  });

  it('leaves the stream open while somebody else is still there', async () => {
    const goOn = new ReplaySubject<void>(1);
    const { client, asked } = await serve(protocol, async function* () {
      yield messageStart();
      yield textDelta('for both');
      await firstValueFrom(goOn);
      yield textDelta(', for one');
      yield stall();
    });
    const generation = converse(client, input, { decode });
    const first = new Listener(generation);
    const second = new Listener(generation);
    await Promise.all([first.hears('for both'), second.hears('for both')]);
    first.leave();
    goOn.next();
    await second.hears(', for one');
    expect(first.text).toBe('for both');
    await closesPromptly(await asked(), () => second.leave());
  });
});

function* endless() {
  yield messageStart();
  for (;;) yield textDelta('on and on ');
}
