import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { type ConverseEvent, fromEvents, type GenerationError } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { exception, messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { firstValueFrom, ReplaySubject, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Listener } from './listener.js';
import { closesPromptly } from './promptly.js';
import { input, protocols, type Served, serve } from './serve.js';

describe.each(protocols)('a response that somebody already holds, over %s', (protocol) => {
  it('comes through as the SDK reads it', async () => {
    const { stream } = await open(await serve(protocol, textMessage('Hello to you.')));
    const listener = new Listener(fromEvents(stream));
    expect(await listener.end).toBe('complete');
    expect(listener.events).toEqual(textMessage('Hello to you.'));
  });

  it('is closed through its controller by an early leave', async () => {
    const served = await serve(protocol, [messageStart(), textDelta('so far'), stall()]);
    const { stream, abort } = await open(served);
    const listener = new Listener(fromEvents(stream, { abort }));
    await listener.hears('so far');
    await closesPromptly(await served.asked(), () => listener.leave());
  });

  it('is closed through its controller by an error', async () => {
    const served = await serve(protocol, [
      messageStart(),
      textDelta('a'),
      textDelta('b'),
      messageStart(),
      stall(),
    ]);
    const { stream, abort } = await open(served);
    const error = await new Listener(fromEvents(stream, { abort })).fails();
    expect(error).toMatchObject({ code: 'protocol', partial: { message: { content: [{ text: 'ab' }] } } });
    expect(await (await served.asked()).closed).toMatchObject({ by: 'client' });
  });

  it('leaves its controller alone when it ends well', async () => {
    const { stream, abort } = await open(await serve(protocol, textMessage('Hello to you.')));
    expect(await new Listener(fromEvents(stream, { abort })).end).toBe('complete');
    expect(abort.signal.aborted).toBe(false);
  });

  it('can be truncated, or bring an exception', async () => {
    const answer = [messageStart(), textDelta('so far')];
    const cut = await open(await serve(protocol, answer));
    expect(await new Listener(fromEvents(cut.stream)).fails()).toMatchObject({ code: 'truncated' });
    const failed = await open(await serve(protocol, [...answer, exception('throttlingException')]));
    expect(await new Listener(fromEvents(failed.stream)).fails()).toMatchObject({
      code: 'throttled',
      partial: { message: { content: [{ text: 'so far' }] } },
      cause: { name: 'ThrottlingException' },
    });
  });

  it('cannot be read twice, and says what to do', async () => {
    const { stream } = await open(await serve(protocol, textMessage('Hello to you.')));
    const events = fromEvents(stream);
    const first = new Listener(events);
    const error: GenerationError = await new Listener(events).fails();
    expect(error.code).toBe('rejected');
    expect(error.message).toContain('multicastReplay()');
    // The first one is none the worse for it.
    expect(await first.end).toBe('complete');
    expect(first.text).toBe('Hello to you.');
    expect(await new Listener(events).fails()).toMatchObject({ code: 'rejected' });
  });

  it('can be shared', async () => {
    const { stream } = await open(await serve(protocol, textMessage('Hello to you.')));
    const generation = fromEvents(stream).pipe(multicastReplay());
    const listeners = [new Listener(generation), new Listener(generation)];
    for (const { end } of listeners) expect(await end).toBe('complete');
    for (const { text } of [...listeners, new Listener(generation)]) expect(text).toBe('Hello to you.');
  });

  it('is asked for when it is not there', async () => {
    const { output, stream } = await open(await serve(protocol, textMessage('Hello to you.')));
    // @ts-expect-error -- the response in place of its stream
    expect(() => fromEvents(output)).toThrow(/^events is an object.*Pass the `stream` of the response/);
    expect(await new Listener(fromEvents(stream)).end).toBe('complete');
  });
});

describe('a generator of your own', () => {
  it('is ended by an early leave', async () => {
    const ended = new ReplaySubject<void>(1);
    async function* generator() {
      try {
        for (;;) yield textDelta('on and on ');
      } finally {
        ended.next();
      }
    }
    const listener = new Listener(fromEvents(generator()).pipe(take(3)));
    expect(await listener.end).toBe('complete');
    await firstValueFrom(ended);
  });
});

describe('what is not a stream', () => {
  it.each([undefined, null, 'text', 42, {}, [messageStart()]])('is refused at once: %s', (value) => {
    expect(() => fromEvents(value as AsyncIterable<ConverseEvent>)).toThrow(TypeError);
  });
});

async function open({ client }: Served) {
  const abort = new AbortController();
  const output = await client.send(new ConverseStreamCommand(input), { abortSignal: abort.signal });
  return { output, stream: output.stream!, abort };
}
