import { converse, fromConverseStream, toOutcome, userMessage } from 'rx-bedrock';
import { textMessage, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, it } from 'vitest';
import { clientOf, drawnInTurns } from '../../drawnInTurns.js';

/** Asks a mock that resolves with no more than its test needs, as those of mocking libraries do. */
function ask(output: unknown) {
  const client = { send: () => Promise.resolve(output as never) };
  return toOutcome(converse(client, { modelId: 'any', messages: [userMessage('Hello')] }));
}

async function* answer() {
  yield* textMessage('Here.');
}

describe('fromConverseStream', () => {
  it(
    'does what its diagram draws',
    drawnInTurns('src/source/fromConverseStream.ts', ({ cold, shows }) => {
      const client = clientOf(cold('request 1', vocabulary), cold('request 2', vocabulary));
      const events = fromConverseStream(client, { modelId: 'any', messages: [userMessage('Hello')] });
      shows('subscriber 1', events, vocabulary);
      shows('subscriber 2', events, vocabulary);
    }),
  );
});

describe('a mock client', () => {
  it('may leave out the metadata of the response', async () => {
    const { status, message, response } = await ask({ stream: answer() });
    expect({ status, message, response }).toEqual({
      status: 'complete',
      message: { role: 'assistant', content: [{ text: 'Here.' }] },
      response: { attempts: 1 },
    });
  });

  it.each([[undefined], [{}], [{ $metadata: {} }]])(
    'that answers %o is told that there is no stream',
    async (output) => {
      const { error } = await ask(output);
      expect(error?.message).toBe('protocol: The response has no stream.');
    },
  );
});
