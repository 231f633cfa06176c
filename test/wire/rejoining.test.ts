import { converse } from 'rx-bedrock';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { firstValueFrom, ReplaySubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { closesPromptly } from './promptly.js';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('coming back, over %s', (protocol) => {
  it('after everybody left mid-stream gives what had arrived and the abort, and no request', async () => {
    const script = [messageStart(), textDelta('so '), textDelta('far'), stall()];
    const { client, asked, requestCount } = await serve(protocol, script);
    const generation = converse(client, input);
    const first = new Listener(generation);
    await first.hears('so far');
    await closesPromptly(await asked(), () => first.leave());
    const second = new Listener(generation);
    expect(await second.fails()).toMatchObject({
      code: 'aborted',
      partial: { status: 'aborted', message: { content: [{ text: 'so far' }] } },
      response: { requestId: 'loopback-1', attempts: 1 },
    });
    expect(second.events).toEqual([messageStart(), textDelta('so far')]);
    expect(await requestCount()).toBe(1);
  });

  it('after everybody left before the headers gives the abort, and no request', async () => {
    const { client, asked, requestCount } = await serve(protocol, [stall()]);
    const generation = converse(client, input);
    const first = new Listener(generation);
    await closesPromptly(await asked(), () => first.leave());
    const second = new Listener(generation);
    expect(await second.fails()).toMatchObject({ code: 'aborted' });
    expect(second.events).toEqual([]);
    expect(await requestCount()).toBe(1);
  });

  it('in the task in which everybody left, before the request, makes the one request', async () => {
    const { client, requestCount } = await serve(protocol, textMessage('Strict mode.'));
    const generation = converse(client, input);
    new Listener(generation).leave();
    const second = new Listener(generation);
    expect(await second.end).toBe('complete');
    expect(second.events).toEqual(textMessage('Strict mode.'));
    expect(await requestCount()).toBe(1);
  });

  it('in time to hear the rest live: joins what was missed to one delta', async () => {
    const goOn = new ReplaySubject<void>(1);
    const { client, requestCount } = await serve(protocol, async function* () {
      yield* [messageStart(), textDelta('early '), textDelta('words, ')];
      await firstValueFrom(goOn);
      yield* textMessage('late words').slice(1);
    });
    const generation = converse(client, input);
    const early = new Listener(generation);
    await early.hears('early words');
    const late = new Listener(generation);
    expect(late.events).toEqual([messageStart(), textDelta('early words, ')]);
    goOn.next();
    expect(await early.end).toBe('complete');
    expect(await late.end).toBe('complete');
    expect(late.text).toBe('early words, late words');
    expect(late.text).toBe(early.text);
    expect(await requestCount()).toBe(1);
  });

  it('after the end, well or badly, replays it without a request', async () => {
    const { client, requestCount } = await serve(protocol, ({ index }) =>
      index === 0 ? textMessage('The end.') : textMessage('The end.').slice(0, 3),
    );
    const whole = converse(client, input);
    await new Listener(whole).end;
    const cut = converse(client, input);
    const error = await new Listener(cut).fails();

    const late = new Listener(whole);
    expect(late.text).toBe('The end.');
    expect(await late.end).toBe('complete');
    expect(await new Listener(cut).fails()).toBe(error);
    expect(await requestCount()).toBe(2);
  });
});
