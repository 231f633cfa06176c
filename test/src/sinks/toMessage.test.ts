import type { Message } from '@aws-sdk/client-bedrock-runtime';
import { converse, GenerationError, toMessage, userMessage } from 'rx-bedrock';
import { accumulateText } from 'rx-bedrock/operators';
import {
  exception,
  messageStart,
  scriptedClient,
  stall,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import { concat, of, Subject, throwError } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { expectComplaint } from '../../complaints.js';
import { inOneTurn } from '../../inOneTurn.js';

inOneTurn();

const input = { modelId: 'any', messages: [userMessage('Hi')] };
const soFar = [messageStart(), textDelta('so '), textDelta('far')];
const partial = { role: 'assistant', content: [{ text: 'so far' }] };

describe('toMessage', () => {
  it('resolves with the message as the non-streaming Converse would have returned it', async () => {
    const promise = toMessage(converse(scriptedClient(textMessage('Hello, world')), input));
    expectTypeOf(promise).resolves.toExtend<Message>();
    expect(await promise).toStrictEqual({ role: 'assistant', content: [{ text: 'Hello, world' }] });
  });

  it('lets others watch meanwhile, with one request', async () => {
    const client = scriptedClient(textMessage('Hello, world'));
    const generation = converse(client, input);
    const texts: string[] = [];
    generation.pipe(accumulateText()).subscribe((text) => texts.push(text));
    await toMessage(generation);
    expect(texts).toStrictEqual(['Hello,', 'Hello, world']);
    expect(client.requests).toHaveLength(1);
  });

  it('resolves with what can be sent back of a generation that was stopped', async () => {
    const stop = new Subject<void>();
    const cut = [...soFar, toolUseStart('weather', 'id', 1), toolUseDelta('{"ci', 1), stall()];
    const message = toMessage(converse(scriptedClient(cut), input, { stop }));
    await setImmediate();
    stop.next();
    expect(await message).toStrictEqual(partial);
  });

  it('rejects with the error of a generation that failed, which has all that had arrived', async () => {
    const client = scriptedClient([...soFar, exception('throttlingException')]);
    const error = await rejectionOf(toMessage(converse(client, input)));
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({ code: 'throttled', partial: { message: partial, status: 'failed' } });
  });

  it('rejects with the very same GenerationError', async () => {
    const error = new GenerationError('budget', 'Used up.');
    expect(await rejectionOf(toMessage(throwError(() => error)))).toBe(error);
  });

  it('rejects with a GenerationError around an error of somebody else’s code', async () => {
    const cause = new RangeError('from a callback');
    const failing = concat(
      of(...soFar),
      throwError(() => cause),
    );
    expect(await rejectionOf(toMessage(failing))).toMatchObject({
      name: 'GenerationError',
      code: 'unknown',
      cause,
      partial: { message: partial },
    });
  });

  it.each([
    ['undefined', undefined],
    ['an object (Promise)', Promise.resolve()],
    ['an array', soFar],
  ])('refuses a source that is %s, at once', (value, source) => {
    expectComplaint(() => toMessage(source as never), {
      type: TypeError,
      value: `The source of toMessage() is ${value},`,
      rule: 'an Observable',
      fix: 'fromEvents(response.stream)',
    });
  });
});

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not reject.');
}
