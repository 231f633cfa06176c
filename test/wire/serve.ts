import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { fromConverseStream, userMessage } from 'rx-bedrock';
import { textMessage } from 'rx-bedrock/testing';
import {
  type LoopbackBedrock,
  type LoopbackProtocol,
  type LoopbackRequest,
  type LoopbackScript,
  startLoopbackBedrock,
} from 'rx-bedrock/testing/loopback';
import { firstValueFrom, lastValueFrom, ReplaySubject, skip } from 'rxjs';
import { onTestFinished } from 'vitest';

/** What the SDK can speak: the two handlers behind it differ in nearly every failure. */
export const protocols: readonly LoopbackProtocol[] = ['h2', 'http/1.1'];

/** Every way from the server to a subscriber: by either protocol and either decoder. */
export const routes = protocols.flatMap((protocol) => [
  { protocol, decode: 'fast' as const },
  { protocol, decode: 'sdk' as const },
]);

export const input = { modelId: 'a-model', messages: [userMessage('Hello')] };

/** A loopback Bedrock that lives as long as the test, and a real client of it. */
export interface Served {
  readonly bedrock: LoopbackBedrock;
  readonly client: BedrockRuntimeClient;
  /** Resolves when the server has the request, the first one unless told otherwise. */
  readonly asked: (index?: number) => Promise<LoopbackRequest>;
  /** Resolves when the client has the headers of the first response. */
  readonly answered: () => Promise<unknown>;
  /** How many requests were made until now: sent by the client, and seen by the server. */
  readonly requestCount: () => Promise<number>;
}

export async function serve(protocol: LoopbackProtocol, script: LoopbackScript): Promise<Served> {
  const asked = new ReplaySubject<LoopbackRequest>(Infinity);
  const answered = new ReplaySubject<void>(1);
  let sent = 0;
  const bedrock: LoopbackBedrock = await startLoopbackBedrock({
    protocol,
    script: (request) => {
      if (request.input.modelId === marker) return textMessage('Here.');
      asked.next(bedrock.requests[request.index]!);
      return typeof script === 'function' ? script(request) : script;
    },
  });
  onTestFinished(() => bedrock.close());
  const client = bedrock.client();
  client.middlewareStack.add(
    (next) => (args) => {
      sent++;
      return next(args);
    },
    { step: 'initialize' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      answered.next();
      return result;
    },
    // The innermost place: the response is there, and nothing of its body has been read.
    { step: 'deserialize', priority: 'low' },
  );

  return {
    bedrock,
    client,
    asked: (index = 0) => firstValueFrom(asked.pipe(skip(index))),
    answered: () => firstValueFrom(answered),
    async requestCount() {
      const count = sent;
      // What was sent before this one has arrived when it has been answered: no need to wait and hope.
      await lastValueFrom(fromConverseStream(bedrock.client(), { ...input, modelId: marker }));
      const seen = bedrock.requests.filter(({ input: { modelId } }) => modelId !== marker).length;
      return Math.max(count, seen);
    },
  };
}

const marker = 'are-you-there';
