import type { ConverseStreamCommandInput, Message, ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import { asyncScheduler, type Observable } from 'rxjs';
import { converse } from '../../converse.js';
import { checkGrace } from '../../sharing/options.js';
import { checkRequest, type ConverseClient } from '../../source/input.js';
import { signalFrom } from '../../stop.js';
import { sentOf, trimmed, type TrimHistory } from '../history/trimmed.js';
import { checkToolOptions, type ToolOptions } from './options.js';
import { entryOf, type Tool } from './tool.js';
import type { Turn } from './turn.js';
import { TurnLoop } from './turnLoop.js';

/**
 * Asks Bedrock, runs the tools that the answer calls, and asks again with their results, until it calls none.
 *
 * <span class="informal">An agent's loop, as streams: one turn after the other, each shared as a generation is.</span>
 *
 * A turn has its `events`, for every operator there is, the `toolRuns` and the `outcome`; for the events of all turns
 * use `concatMap((turn) => turn.events)`. Folds behind that start anew with each message: `accumulateText` ends with the
 * text of the last one, and usage is that of the last one; `outcome.totalUsage` is the sum.
 *
 * A tool runs as soon as its call is whole, while the model may still be writing, and up to `concurrency` of them at the
 * same time; the results go back in the order of the calls. An unknown tool, an input that the schema refuses, a tool
 * that throws or takes too long: the model is told, and the turns go on. What Bedrock runs itself (`server_tool_use`) is
 * left to it. A `toolChoice` that forces a tool counts for the first turn only, or there would be no end. What is sent is
 * a history that Bedrock accepts: an id that is used twice is renamed, for one.
 *
 * A generation that fails ends all in its `GenerationError`; `stop` completes all, `signal` aborts all, tools included.
 * Everything is hot and replayed: who comes late gets all turns, and of each what has happened. When the last
 * subscriber of everything (the turns and all that is in them) has left, and `grace` has passed, the tools are aborted
 * and the request is closed.
 *
 * ```text
 * request 1   -s-t----y-u-m|              t begins a call, y ends it
 * run                 -----v--|           the tool works as soon as its call is whole
 * 0.toolRuns          r----V--(C|)        r running, V with its value, C complete
 * request 2                   -s-a----e-m|
 * turns       0---------------1----------|
 * ```
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { concatMap } from 'rxjs';
 * import { converseWithTools, defineTool, userMessage } from 'rx-bedrock';
 * import { selectText } from 'rx-bedrock/operators';
 *
 * const clock = defineTool({
 *   name: 'clock',
 *   description: 'The time, now.',
 *   inputSchema: { type: 'object', properties: {} },
 *   run: () => new Date().toISOString(),
 * });
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('What time is it?')] };
 * converseWithTools(new BedrockRuntimeClient(), input, { tools: [clock] })
 *   .pipe(
 *     concatMap((turn) => turn.events),
 *     selectText(),
 *   )
 *   .subscribe({ next: (chunk) => process.stdout.write(chunk), error: console.error });
 * ```
 *
 * @param client - the SDK's client, or anything with its `send()`
 * @param input - what a `ConverseStreamCommand` takes; the tools are added to its `toolConfig`
 * @param options - see {@link ToolOptions}
 * @returns a hot Observable of turns that starts with its first subscriber
 * @throws TypeError, RangeError - at once, when the input or an option cannot be meant
 * @see {@link defineTool}
 */
export function converseWithTools(
  client: ConverseClient,
  input: ConverseStreamCommandInput,
  options: ToolOptions,
): Observable<Turn> {
  checkRequest(client, input);
  checkToolOptions(options, input.toolConfig);
  const {
    tools,
    maxTurns = 10,
    stopWhen,
    concurrency,
    toolTimeout,
    onApproval,
    trimHistory,
    ...rest
  } = options;
  const { grace = 0, stop, ...converseOptions } = rest;
  checkGrace(grace);
  const loop = new TurnLoop({
    tools,
    maxTurns,
    stopWhen,
    concurrency: concurrency ?? Number.POSITIVE_INFINITY,
    timeout: toolTimeout ?? 0,
    onApproval,
    grace,
    stop: stop === undefined ? undefined : signalFrom(stop),
    signal: converseOptions.signal,
    scheduler: converseOptions.scheduler ?? asyncScheduler,
    ask: (history, stopping) => {
      const toolConfig = configFor(input.toolConfig, tools, history.length === 0);
      const messages = messagesFor(input.messages, history, trimHistory);
      const request = { ...input, ...messages, ...(toolConfig ? { toolConfig } : {}) };
      return converse(client, request, { ...converseOptions, stop: stopping });
    },
  });
  return loop.turns;
}

function messagesFor(
  given: Message[] | undefined,
  history: readonly Message[],
  trimHistory: TrimHistory | undefined,
): { messages?: Message[] } {
  if (given) return { messages: sentOf([...given, ...history], trimHistory) };
  // A stored prompt brings the beginning: what follows it may well begin with the model.
  return history.length === 0 ? {} : { messages: trimmed(history, trimHistory) };
}

function configFor(
  given: ToolConfiguration | undefined,
  tools: readonly Tool[],
  isFirst: boolean,
): ToolConfiguration | undefined {
  // Those given go last: a cachePoint among them is to stand behind ours.
  const entries = [...tools.map(entryOf), ...(given?.tools ?? [])];
  if (entries.length === 0) return given;
  const { toolChoice } = given ?? {};
  const isForced = toolChoice !== undefined && !toolChoice.auto;
  return { tools: entries, ...(toolChoice && (isFirst || !isForced) ? { toolChoice } : {}) };
}
