import { converse, GenerationError, toOutcome, userMessage } from 'rx-bedrock';
import { multicastReplay } from 'rx-bedrock/operators';
import { exception, messageStart, scriptedClient, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { concat, EMPTY, of, Subject, throwError } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Probe } from '../../../src/testing/probe.js';
import { expectComplaint } from '../../complaints.js';
import { inOneTurn } from '../../inOneTurn.js';

inOneTurn();

const input = { modelId: 'any', messages: [userMessage('Hi')] };
const soFar = [messageStart(), textDelta('so '), textDelta('far')];
const partial = { role: 'assistant', content: [{ text: 'so far' }] };

describe('toOutcome', () => {
  it('tells all of a generation that is complete', async () => {
    const outcome = await toOutcome(converse(scriptedClient(textMessage('Hello, world')), input));
    expect(outcome).toStrictEqual({
      message: { role: 'assistant', content: [{ text: 'Hello, world' }] },
      status: 'complete',
      stopReason: 'end_turn',
      usage: { inputTokens: 12, outputTokens: 2, totalTokens: 14 },
      metrics: { latencyMs: 420 },
      response: { requestId: 'scripted-1', attempts: 1 },
    });
  });

  it('tells that somebody has stopped it', async () => {
    const stop = new Subject<void>();
    const outcome = toOutcome(converse(scriptedClient([...soFar, stall()]), input, { stop }));
    await setImmediate();
    stop.next();
    expect(await outcome).toMatchObject({ status: 'stopped', message: partial });
    expect(await outcome).not.toHaveProperty('error');
    expect(await toOutcome(EMPTY)).toMatchObject({ status: 'stopped', message: { content: [] } });
  });

  it('tells why it failed, and does not reject', async () => {
    const client = scriptedClient([...soFar, exception('modelStreamErrorException', 'Out of words.')]);
    const { status, message, error } = await toOutcome(converse(client, input));
    expect({ status, message }).toStrictEqual({ status: 'failed', message: partial });
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({ code: 'model', partial: { message: partial, status: 'failed' } });
  });

  it('wraps an error of somebody else’s code, with all that had arrived', async () => {
    const cause = new RangeError('from a callback');
    const failing = concat(
      of(...soFar),
      throwError(() => cause),
    );
    const { error } = await toOutcome(failing);
    expect(error).toMatchObject({ code: 'unknown', cause, partial: { message: partial } });
  });

  it('subscribes at the call, and leaves when it is settled', async () => {
    const probe = new Probe(soFar, 'complete');
    const outcome = toOutcome(probe.events);
    expect(probe.subscriptions).toBe(1);
    await outcome;
    expect(probe.left).toBe(1);
  });

  it('tells a late one the same', async () => {
    const generation = concat(
      of(...soFar),
      throwError(() => new GenerationError('truncated', 'Cut.')),
    ).pipe(multicastReplay());
    const early = await toOutcome(generation);
    const { error, ...late } = await toOutcome(generation);
    expect({ ...late, error }).toStrictEqual(early);
    expect(error).toMatchObject({ code: 'truncated', partial: { message: partial } });
  });

  it.each([
    ['undefined', undefined],
    ['an object (Promise)', Promise.resolve()],
    ['an array', soFar],
  ])('refuses a source that is %s, at once', (value, source) => {
    expectComplaint(() => toOutcome(source as never), {
      type: TypeError,
      value: `The source of toOutcome() is ${value},`,
      rule: 'an Observable',
      fix: 'fromEvents(response.stream)',
    });
  });
});
