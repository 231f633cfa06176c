import type { ConverseStreamCommand, ConverseStreamCommandOutput } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseEvent } from '../events.js';
import type { ConverseClient } from '../source/input.js';
import { textMessage } from './events.js';
import { checkScript, type Script, type ScriptedRequest, type ScriptStep, stepsFor } from './script.js';

/** A request that a scripted client has had. */
export interface ScriptedClientRequest extends ScriptedRequest {
  /** Whether the caller has closed it. */
  readonly isAborted: boolean;
}

/** A ConverseClient without a network. */
export interface ScriptedClient extends ConverseClient {
  /** All requests so far. */
  readonly requests: readonly ScriptedClientRequest[];
}

/**
 * A client that answers from a script, in the same process: for tests and demonstrations that need no wire.
 *
 * It behaves as the SDK's does, also where that is awkward: an abort before the answer rejects with an `AbortError`,
 * an abort in the middle ends the stream without a word.
 *
 * @example
 * ```ts
 * import { converse, userMessage } from 'rx-bedrock';
 * import { selectText } from 'rx-bedrock/operators';
 * import { scriptedClient, textMessage } from 'rx-bedrock/testing';
 *
 * const client = scriptedClient(textMessage('Hello, world'));
 * const input = { modelId: 'any', messages: [userMessage('Hi')] };
 * converse(client, input).pipe(selectText()).subscribe((chunk) => console.log(chunk));
 * ```
 *
 * @param script - what to do for each request; @default a short answer
 */
export function scriptedClient(script: Script = textMessage('A scripted answer.')): ScriptedClient {
  checkScript('The script of scriptedClient()', script);
  const requests: ScriptedClientRequest[] = [];
  return {
    requests,
    async send(command, { abortSignal } = {}) {
      const request = recordOf(command, requests.length, abortSignal);
      requests.push(request);
      if (abortSignal?.aborted) throw abortError();
      const stream = play(stepsFor(script, request), abortSignal);
      return firstEventFirst(stream, request.index, abortSignal);
    },
  };
}

function recordOf(
  { input }: ConverseStreamCommand,
  index: number,
  signal: AbortSignal | undefined,
): ScriptedClientRequest {
  return {
    input,
    index,
    get isAborted() {
      return signal?.aborted ?? false;
    },
  };
}

/** Like the SDK's `send()`, which resolves with the first decoded event and not before. */
async function firstEventFirst(
  stream: AsyncGenerator<ConverseEvent>,
  index: number,
  signal: AbortSignal | undefined,
): Promise<ConverseStreamCommandOutput> {
  const first = await stream.next();
  if (signal?.aborted) throw abortError();
  return {
    stream: rest(),
    $metadata: { httpStatusCode: 200, requestId: `scripted-${index + 1}`, attempts: 1 },
  };

  async function* rest() {
    if (!first.done) yield first.value;
    yield* stream;
  }
}

async function* play(
  steps: Iterable<ScriptStep> | AsyncIterable<ScriptStep>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ConverseEvent> {
  for await (const step of steps) {
    if (signal?.aborted) return;
    if (!('step' in step)) yield step;
    else if (step.step === 'exception') throw exceptionFrom(step.type, step.message);
    else await silence(step.step === 'wait' ? step.ms : Number.POSITIVE_INFINITY, signal);
  }
}

/** Waits, but not a moment longer than the caller does. */
function silence(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = Number.isFinite(ms) ? setTimeout(finish, ms) : undefined;
    signal?.addEventListener('abort', finish, { once: true });

    function finish() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    }
  });
}

function exceptionFrom(type: string, message: string): Error {
  const name = type.charAt(0).toUpperCase() + type.slice(1);
  return Object.assign(new Error(message), { name });
}

function abortError(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
