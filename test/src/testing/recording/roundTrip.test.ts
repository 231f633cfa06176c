import fc from 'fast-check';
import { converse, type ConverseEvent, GenerationError, toOutcome, userMessage } from 'rx-bedrock';
import { multicastReplay, settleOutcome } from 'rx-bedrock/operators';
import { fromRecording, recordGeneration, scriptedClient, vocabulary } from 'rx-bedrock/testing';
import { EMPTY, from, lastValueFrom, throwError, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { unknownDelta, unknownEvent } from '../../../operators/oddEvents.js';
import { generations, recorded, timed } from './recorded.js';
import { answer, broken } from './recordings.js';

const { s, a, e } = vocabulary;

describe('what comes back', () => {
  const overFile = (events: readonly ConverseEvent[]) =>
    watch(
      fromRecording(
        recorded(() => from(events)),
        { speed: Number.POSITIVE_INFINITY },
      ),
    ).seen.values;

  it('is the same event, with its bytes, and known or not', () => {
    const bytes = {
      contentBlockDelta: {
        contentBlockIndex: 0,
        delta: { image: { source: { bytes: Uint8Array.of(0, 255) } } },
      },
    };
    const lookalike = {
      contentBlockDelta: { contentBlockIndex: 0, delta: { toolResult: [{ json: { $bytes: 'AP8=' } }] } },
    };
    const text = { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'a\r\n\u2028👩‍🚀\ud800' } } };
    const events = [bytes, lookalike, text, unknownEvent, unknownDelta];
    expect(overFile(events)).toStrictEqual(events);
  });

  it('has the response in its outcome, and in its error', async () => {
    const lines: string[] = [];
    const upstream = recordGeneration({ write: (line) => lines.push(line) });
    const input = { modelId: 'any', messages: [userMessage('Hi')] };
    const outcome = await toOutcome(converse(scriptedClient([s, a]), input, { upstream }));
    const again = await lastValueFrom(fromRecording(lines).pipe(settleOutcome()));
    expect(again).toMatchObject({ status: 'truncated', response: { requestId: 'scripted-1', attempts: 1 } });
    expect(again).toEqual(outcome);
  });

  it('has the response also in a message that is whole', async () => {
    const lines: string[] = [];
    const upstream = recordGeneration({ write: (line) => lines.push(line) });
    const input = { modelId: 'any', messages: [userMessage('Hi')] };
    await toOutcome(converse(scriptedClient([s, a, e]), input, { upstream }));
    const { status, response } = await toOutcome(fromRecording(lines));
    expect({ status, response }).toEqual({
      status: 'complete',
      response: { requestId: 'scripted-1', attempts: 1 },
    });
  });

  it('is stopped again where it was', async () => {
    const stopped = recorded(
      timed(
        [
          [0, s],
          [0, a],
        ],
        [3, EMPTY],
      ),
    );
    expect((await toOutcome(fromRecording(stopped))).status).toBe('stopped');
  });

  it('has a cause with the name and the message that it had', () => {
    const cause = Object.assign(new Error('Slow down.'), { name: 'ThrottlingException' });
    const text = recorded(() => throwError(() => new GenerationError('throttled', 'Wait.', { cause })));
    const [error] = watch(fromRecording(text)).seen.ends;
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({ code: 'throttled', retryable: true, message: 'throttled: Wait.' });
    expect((error as GenerationError).cause).toMatchObject({
      name: 'ThrottlingException',
      message: 'Slow down.',
    });
  });

  it('can be shared like any generation', async () => {
    const shared = fromRecording(broken).pipe(multicastReplay());
    const [first, second] = await Promise.all([toOutcome(shared), toOutcome(shared)]);
    expect(first).toMatchObject({ status: 'truncated', message: { content: [{ text: 'a' }] } });
    expect(second).toEqual(first);
  });
});

describe('record, play, record', () => {
  it('is the same file, byte for byte', () => {
    fc.assert(
      fc.property(generations, (generation) => {
        const first = recorded(generation);
        expect(recorded((scheduler) => fromRecording(first, { scheduler }))).toBe(first);
      }),
    );
  });

  it('is the same file also where the clock has fractions, and the play begins at another time', () => {
    const first = answer.replaceAll('"at":102', '"at":101.917');
    const scheduler = new VirtualTimeScheduler();
    const lines: string[] = [];
    scheduler.schedule(() => {
      watch(
        fromRecording(first, { scheduler }).pipe(
          recordGeneration({ scheduler, write: (line) => lines.push(line) }),
        ),
      );
    }, 33.3);
    scheduler.flush();
    expect(lines.join('')).toBe(first);
  });

  it('at another speed has times that are as much shorter', () => {
    const first = recorded(
      timed(
        [
          [10, s],
          [20, e],
        ],
        [30, EMPTY],
      ),
    );
    const second = recorded((scheduler) => fromRecording(first, { scheduler, speed: 10 }));
    expect(second.match(/(?<="at":)\d+/g)).toEqual(['1', '3', '6']);
  });
});
