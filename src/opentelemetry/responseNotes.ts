import type { Attributes } from '@opentelemetry/api';
import type { TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import { GenerationError } from '../errors.js';
import { type ConverseEvent, isContent } from '../events.js';
import type { Status } from '../message/snapshot.js';
import { type ResponseInfo, responseOf } from '../response.js';
import { knownOnly } from './knownOnly.js';

/** What one notes of a response to tell of it: all but its content. */
export class ResponseNotes {
  /** When the first content came. */
  firstChunk: number | undefined;
  /** The tokens of the input, those that came from a cache or went into one included. */
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  stopReason: string | undefined;
  hasStopped = false;
  private response: ResponseInfo | undefined;
  private usage: Partial<TokenUsage> = {};
  private model: string | undefined;

  note(event: ConverseEvent, now: number): void {
    const { messageStart, messageStop, metadata } = event;
    if (this.firstChunk === undefined && isContent(event)) this.firstChunk = now;
    if (messageStart) this.response = responseOf(event);
    if (messageStop) {
      this.hasStopped = true;
      this.stopReason = messageStop.stopReason;
    }
    if (metadata?.usage) this.noteUsage(metadata.usage);
    this.model = metadata?.trace?.promptRouter?.invokedModelId ?? this.model;
  }

  /** Which model answered: Bedrock says so only where a prompt router has chosen it. */
  get responseModel(): Attributes {
    return knownOnly({ 'gen_ai.response.model': this.model });
  }

  /** How it ended; without an error and without its end, somebody here had it stopped. */
  status(error?: GenerationError): Status {
    return error?.partial.status ?? (this.hasStopped ? 'complete' : 'stopped');
  }

  /** All that is to be said of the response, but for times. */
  attributes(error?: GenerationError): Attributes {
    const { requestId, attempts, source } = error?.response ?? this.response ?? {};
    return knownOnly({
      ...this.responseModel,
      'gen_ai.response.finish_reasons': this.stopReason && [this.stopReason],
      'gen_ai.usage.input_tokens': this.inputTokens,
      'gen_ai.usage.output_tokens': this.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': this.usage.cacheReadInputTokens,
      'gen_ai.usage.cache_creation.input_tokens': this.usage.cacheWriteInputTokens,
      'aws.request_id': requestId,
      'rx_bedrock.attempts': attempts,
      'rx_bedrock.source': source,
      'rx_bedrock.status': this.status(error),
    });
  }

  /** Bedrock's input tokens leave out what the cache had to do with, the convention's do not. */
  private noteUsage(usage: TokenUsage): void {
    const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
    this.usage = usage;
    this.inputTokens =
      inputTokens === undefined ? undefined : inputTokens + cacheReadInputTokens + cacheWriteInputTokens;
    this.outputTokens = outputTokens;
  }
}
