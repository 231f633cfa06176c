import {
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { defer, Observable } from 'rxjs';
import { textOfThrown } from '../check.js';
import type { ConverseEvent } from '../events.js';
import type { MessageState } from '../message/fold.js';
import type { ResponseInfo } from '../response.js';
import { deferStart, startingSoon } from '../sharing/launch.js';
import { onAbort } from './abort.js';
import { classify } from './classify.js';
import { Delivery } from './delivery.js';
import { checkRequest, type ConverseClient } from './input.js';
import { checkSourceOptions, type SourceOptions } from './options.js';
import { KnownFailure } from './knownFailure.js';
import { noteResponse } from './noteResponse.js';
import { pump } from './pump.js';
import { responseFrom } from './sdkMetadata.js';
import { verified } from './verified.js';
import { watched } from './watchdog.js';
import { takeBody } from './wire/takeBody.js';

/**
 * Asks Bedrock once per subscription and emits what it streams back.
 *
 * <span class="informal">Cold: nothing is sent before somebody subscribes, and leaving closes the line.</span>
 *
 * The request goes out a microtask after the subscription. Unsubscribing, an error and an abnormal end close the
 * HTTP stream at once, so that Bedrock stops generating, and billing. An end without `messageStop` is an error with
 * code `truncated`, never a completion. Every error is a {@link GenerationError} with all that had arrived.
 *
 * ```text
 * request 1     -s-a-b-e-m|
 * subscriber 1  -s-a-b-e-m|
 * request 2              -s-a-b-e-m|
 * subscriber 2           -s-a-b-e-m|     each subscriber has a request of its own
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { fromConverseStream, userMessage } from 'rx-bedrock';
 *
 * const modelId = 'us.amazon.nova-micro-v1:0';
 * fromConverseStream(new BedrockRuntimeClient(), { modelId, messages: [userMessage('Hello')] }).subscribe({
 *   next: (event) => console.log(event),
 *   error: (error) => console.error(error.code, error.message),
 * });
 * ```
 *
 * @param client - the SDK's client, or anything with its `send()`
 * @param input - what a `ConverseStreamCommand` takes
 * @param options - see {@link SourceOptions}
 * @returns a cold Observable of Bedrock's own events
 * @throws TypeError, RangeError - at once, when the input or an option cannot be meant
 * @see {@link converse} for a generation that many can share
 */
export function fromConverseStream(
  client: ConverseClient,
  input: ConverseStreamCommandInput,
  options: SourceOptions = {},
): Observable<ConverseEvent> {
  return startingSoon(requestEvents(client, input, options));
}

/** What those know of a request who share its events. */
interface Sharer {
  /** Called when the request goes out. */
  readonly onSend?: () => void;
  /** All that has arrived. */
  readonly arrived?: (() => MessageState) | undefined;
}

/** The same for those who share it; the request goes out at the subscription. */
export function requestEvents(
  client: ConverseClient,
  input: ConverseStreamCommandInput,
  options: SourceOptions,
  { onSend, arrived }: Sharer = {},
): Observable<ConverseEvent> {
  checkRequest(client, input);
  checkSourceOptions(options);
  return defer(() => {
    let response: ResponseInfo | undefined;
    const command = new ConverseStreamCommand(input);
    const noted = noteResponse(command);
    const events = exchange(client, command, options, {
      onSend,
      onResponse: (info) => {
        response = info;
        tellOf(info, options.onResponse);
      },
    });
    const patience = {
      first: options.firstEventTimeout,
      idle: options.idleTimeout,
      scheduler: options.scheduler,
    };
    const lively = watched(events, patience, (complaint) => new KnownFailure('timeout', complaint));
    return verified(lively, {
      toError: (error, seen) => classify(error, seen, { response, noted: noted() }),
      response: () => response,
      arrived,
    });
  });
}

interface ExchangeObserver {
  readonly onSend: (() => void) | undefined;
  readonly onResponse: (info: ResponseInfo) => void;
}

/** One request and its answer, as they come; errors are as the SDK threw them. */
function exchange(
  client: ConverseClient,
  command: ConverseStreamCommand,
  { signal, decode = 'fast', maxFrameBytes }: SourceOptions,
  { onSend, onResponse }: ExchangeObserver,
): Observable<ConverseEvent> {
  return new Observable((subscriber) => {
    const announceStart = deferStart();
    const controller = new AbortController();
    const body = decode === 'fast' ? takeBody(command, maxFrameBytes) : undefined;
    let hasEnded = false;
    subscriber.add(() => {
      // The one way to close the HTTP stream: the SDK's iterator.return() never reaches the socket. A body that
      // came to its end is left alone, so that HTTP/1.1 keeps the connection for the next request.
      if (!hasEnded) controller.abort();
      body?.leave();
    });
    if (signal) subscriber.add(onAbort(signal, (reason) => subscriber.error(abortedBy(reason))));
    if (subscriber.closed) return;
    announceStart();
    onSend?.();
    ask().catch((error: unknown) => {
      if (!subscriber.closed) subscriber.error(error);
    });

    async function ask(): Promise<void> {
      // A mock resolves with whatever its test needs, be it nothing.
      const output = (await client.send(command, { abortSignal: controller.signal })) as
        | Partial<ConverseStreamCommandOutput>
        | undefined;
      if (subscriber.closed) return;
      const { stream, $metadata = {} } = output ?? {};
      const response = responseFrom($metadata);
      onResponse(response);
      if (!stream) throw new KnownFailure('protocol', 'The response has no stream.');
      const delivery = new Delivery(subscriber, response);
      const reading = body?.read(stream, delivery);
      hasEnded = await (reading ?? pump(stream[Symbol.asyncIterator](), delivery));
      if (hasEnded) subscriber.complete();
    }
  });
}

/** What the caller's own function throws is the caller's, whatever it looks like. */
function tellOf(info: ResponseInfo, onResponse: SourceOptions['onResponse']): void {
  try {
    onResponse?.(info);
  } catch (error) {
    throw new KnownFailure('unknown', `options.onResponse has thrown: ${textOfThrown(error)}`, error);
  }
}

function abortedBy(reason: unknown): KnownFailure {
  return new KnownFailure(
    'aborted',
    `The generation was aborted by its signal: ${textOfThrown(reason)}`,
    reason,
  );
}
