import type { GenerationErrorCode, SourceOptions } from 'rx-bedrock';
import { messageStart, stall, textDelta } from 'rx-bedrock/testing';
import { bytes, encodeEvent, type LoopbackProtocol, type LoopbackStep } from 'rx-bedrock/testing/loopback';

/** How a generation ends in which something goes wrong: in an error, or as if nothing had. */
export type Ending = 'complete' | 'left' | GenerationErrorCode;

/** One way in which a stream fails, and what a subscriber sees of it. */
export interface Fault {
  readonly name: string;
  /** What the server does; `heard` resolves when the subscriber has heard the beginning. */
  readonly script: readonly LoopbackStep[] | ((heard: Promise<unknown>) => AsyncIterable<LoopbackStep>);
  /** What is done on our side, and when: once the server has the request, or the client the headers, or the text. */
  readonly deed?: readonly [deed: 'abort' | 'leave', when: 'asked' | 'answered' | 'heard'];
  readonly options?: SourceOptions;
  /** Milliseconds for which the subscriber blocks the loop at the first event. */
  readonly slowness?: number;
  readonly ending: Ending;
  /** What has arrived, as text. */
  readonly text: string;
  /** Whether anything else has arrived that is content. */
  readonly hasOtherContent?: boolean;
  /** Whether the same request may succeed when it is made again; for an error it must be told. */
  readonly retryable?: boolean;
  /** The name of the SDK's or Node's own error, where one is the cause. */
  readonly cause?: string;
  /** The same, where it is the SDK that decodes. */
  readonly sdkCause?: string;
  /** A part of the message. */
  readonly says?: string;
  /** How many requests the SDK makes: 1 unless told otherwise. */
  readonly attempts?: number | Readonly<Record<LoopbackProtocol, number>>;
  /** Whether no response came, and so no request id. */
  readonly isUnanswered?: boolean;
  /** Who closes the exchange, as the server sees it. */
  readonly closedBy: 'client' | 'server';
  /** Why the row cannot be held to with `decode: 'sdk'`. */
  readonly notBySdk?: string;
}

/** What every row hears that fails in the middle. */
export const soFar = 'so far';

export const begun: readonly LoopbackStep[] = [messageStart(), textDelta(soFar)];

export const neverHeard = encodeEvent(textDelta('never heard'));

/** Bytes, and then silence on a line that stays open: only the client can close it. */
export function sends(...chunks: readonly Uint8Array[]): LoopbackStep[] {
  return [...chunks.map(bytes), stall()];
}
