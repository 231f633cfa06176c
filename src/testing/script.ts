import type { ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { complaint } from '../check.js';
import type { ConverseEvent } from '../events.js';

/** The exceptions that Bedrock sends inside a stream. */
export type StreamException =
  | 'internalServerException'
  | 'modelStreamErrorException'
  | 'serviceUnavailableException'
  | 'throttlingException'
  | 'validationException';

/** What a scripted Bedrock does next. An event is sent; the others are made by the functions of this module. */
export type ScriptStep =
  | ConverseEvent
  | { step: 'wait'; ms: number }
  | { step: 'stall' }
  | { step: 'exception'; type: StreamException; message: string };

/** A request as a script sees it. */
export interface ScriptedRequest {
  /** The body of the request, with its modelId. */
  readonly input: ConverseStreamCommandInput;
  /** How many requests came before this one. */
  readonly index: number;
}

/** What to do for a request: steps, or a function that makes them. It may never end. */
export type Script<Step = ScriptStep> =
  | Iterable<Step>
  | AsyncIterable<Step>
  | ((request: ScriptedRequest) => Iterable<Step> | AsyncIterable<Step>);

/** Says nothing for a while. */
export function wait(ms: number): ScriptStep {
  return { step: 'wait', ms };
}

/** Says nothing until the client has left. */
export function stall(): ScriptStep {
  return { step: 'stall' };
}

/** Sends one of Bedrock's exceptions, and ends. */
export function exception(type: StreamException, message = `A scripted ${type}.`): ScriptStep {
  return { step: 'exception', type, message };
}

/** The same steps with a pause before each, like a model that takes its time. */
export function paced<Step>(steps: Iterable<Step>, ms: number): Iterable<Step | ScriptStep> {
  return {
    // An iterable and not a generator, so that it serves one request after the other.
    *[Symbol.iterator]() {
      for (const step of steps) {
        yield wait(ms);
        yield step;
      }
    },
  };
}

/** Throws unless it is a script. */
export function checkScript(name: string, script: unknown): void {
  if (typeof script === 'function') return;
  const isList =
    typeof script === 'object' &&
    script !== null &&
    (Symbol.iterator in script || Symbol.asyncIterator in script);
  if (isList) return;
  const fix = "Pass textMessage('Hello'), [messageStart(), stall()], or ({ index }) => …";
  throw new TypeError(complaint(name, script, 'steps, or a function that makes them', fix));
}

/** The steps of a script for one request. */
export function stepsFor<Step>(
  script: Script<Step>,
  request: ScriptedRequest,
): Iterable<Step> | AsyncIterable<Step> {
  return typeof script === 'function' ? script(request) : script;
}
