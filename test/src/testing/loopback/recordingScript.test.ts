import {
  converse,
  fromConverseStream,
  type ConverseOptions,
  GenerationError,
  type GenerationErrorCode,
  toOutcome,
  userMessage,
} from 'rx-bedrock';
import { textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { recordingScript, startLoopbackBedrock } from 'rx-bedrock/testing/loopback';
import { EMPTY, lastValueFrom, of, throwError, timer, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { expectComplaint } from '../../../complaints.js';
import { recorded, timed } from '../recording/recorded.js';

const { s, a, e } = vocabulary;
const input = { modelId: 'any', messages: [userMessage('Hi')] };
const speed = Number.POSITIVE_INFINITY;

/** Asks a loopback Bedrock that serves a recording. */
async function ask(recording: string, options: ConverseOptions = {}) {
  await using bedrock = await startLoopbackBedrock({ script: recordingScript(recording, { speed }) });
  const client = bedrock.client({ maxAttempts: 1 });
  const outcome = await toOutcome(converse(client, input, { retry: false, ...options }));
  client.destroy();
  return outcome;
}

describe('a loopback Bedrock with a recording', () => {
  it('says it again, to every request', async () => {
    const said = textMessage('Hello from the past.');
    const script = recordingScript(
      recorded(() => of(...said)),
      { speed },
    );
    await using bedrock = await startLoopbackBedrock({ script });
    for (const _request of [1, 2]) {
      const events = await lastValueFrom(fromConverseStream(bedrock.client(), input).pipe(toArray()));
      expect(events).toEqual(said);
    }
  });

  it('makes the pauses, at the speed that it is given', async () => {
    const recording = recorded(
      timed([
        [0, s],
        [0, a],
        [300, e],
      ]),
    );
    await using bedrock = await startLoopbackBedrock({ script: recordingScript(recording, { speed: 2 }) });
    const before = performance.now();
    await toOutcome(converse(bedrock.client(), input));
    const duration = performance.now() - before;
    expect(duration).toBeGreaterThanOrEqual(145);
    expect(duration).toBeLessThan(5_000);
  });

  it.each<GenerationErrorCode>([
    'throttled',
    'unavailable',
    'model',
    'rejected',
    'network',
    'protocol',
    'truncated',
  ])('fails again with the code %s', async (code) => {
    const failure = new GenerationError(code, 'As it was.');
    const { error, message } = await ask(
      recorded(
        timed(
          [
            [0, s],
            [0, textDelta('half')],
          ],
          [1, throwError(() => failure)],
        ),
      ),
    );
    expect(error?.code).toBe(code);
    expect(message.content).toEqual([{ text: 'half' }]);
  });

  it.each(['throttled', 'rejected'] as const)('repeats what an exception said: %s', async (code) => {
    const failure = new GenerationError(code, 'As it was.');
    const { error } = await ask(recorded(() => throwError(() => failure)));
    expect(error?.message).toBe(`${code}: As it was.`);
  });

  it.each<[string, string]>([
    [
      'stopped',
      recorded(
        timed(
          [
            [0, s],
            [0, a],
          ],
          [1, EMPTY],
        ),
      ),
    ],
    [
      'aborted',
      recorded(
        timed(
          [
            [0, s],
            [0, a],
          ],
          [1, throwError(() => new GenerationError('aborted', 'Enough.'))],
        ),
      ),
    ],
  ])('is silent where the client had %s it, and leaves it to the client', async (_name, recording) => {
    const { status, message } = await ask(recording, { stop: timer(100) });
    expect(status).toBe('stopped');
    expect(message.content).toEqual([{ text: 'a' }]);
  });

  it('says which line cannot be read', async () => {
    const recording = recorded(
      timed(
        [
          [0, s],
          [0, a],
        ],
        [1, EMPTY],
      ),
    ).replace(/\n[^\n]*\n$/, '\noops');
    const bedrock = await startLoopbackBedrock({ script: recordingScript(recording, { speed }) });
    const { status, message } = await toOutcome(converse(bedrock.client(), input, { retry: false }));
    expect(status).toBe('failed');
    expect(message.content).toEqual([{ text: 'a' }]);
    const complaints = await bedrock
      .close()
      .catch((error: unknown) => (error as AggregateError).errors.map(String));
    expect(complaints).toEqual([expect.stringContaining('Line 4 of the recording is "oops"')]);
  });
});

it.each<[string, unknown, object, new (message: string) => Error, string]>([
  ['The recording is undefined', undefined, {}, TypeError, 'text, or an iterable of lines'],
  ['options.speed is 0', '', { speed: 0 }, RangeError, 'a number above 0'],
])('refuses: %s', (value, recording, options, type, rule) => {
  expectComplaint(() => recordingScript(recording as string, options), { type, value, rule, fix: 'Pass' });
});
