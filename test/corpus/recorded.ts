import type { ConverseEvent } from 'rx-bedrock';
import { encodeEvent, encodeException } from 'rx-bedrock/testing/loopback';

/** An event as whoever recorded it has decoded it: the JSON of its frame. */
export interface Recorded {
  eventType: string;
  messageType?: string;
  payload: Payload;
}

export interface Payload {
  /** Padding, which is not data. */
  p?: string;
  role?: string;
  contentBlockIndex?: number;
  start?: Start;
  delta?: Delta;
  stopReason?: string;
  usage?: object;
  metrics?: object;
  /** Of an exception. */
  message?: string;
}

export interface Start {
  toolUse?: { toolUseId: string; name: string; type?: string };
  toolResult?: { toolUseId: string; status?: string; type?: string };
  image?: { format: string };
}

/** Bytes are base64 here. */
export interface Delta {
  text?: string;
  toolUse?: { input?: string };
  toolResult?: { text?: string; json?: unknown }[];
  reasoningContent?: { text?: string; signature?: string; redactedContent?: string };
  citation?: object;
  image?: { source?: { bytes?: string; s3Location?: object }; error?: object };
}

/** The event as the SDK hands it over, made without the SDK. */
export function decode({ eventType, payload }: Recorded): ConverseEvent {
  const { p, ...members } = payload;
  const decoded = members.delta ? { ...members, delta: withBytes(members.delta) } : members;
  return { [eventType]: decoded } as unknown as ConverseEvent;
}

function withBytes(delta: Delta): object {
  const { reasoningContent, image } = delta;
  const { redactedContent } = reasoningContent ?? {};
  if (redactedContent !== undefined)
    return { reasoningContent: { redactedContent: bytesOf(redactedContent) } };
  const { bytes } = image?.source ?? {};
  return bytes === undefined ? delta : { image: { ...image, source: { bytes: bytesOf(bytes) } } };
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

/** The frames of a stream that was recorded without them. */
export function encode(recorded: readonly Recorded[]): Uint8Array {
  const frames = recorded.map((each) => {
    const { eventType, payload } = each;
    if (isException(each)) return encodeException(eventType, payload.message ?? '');
    return encodeEvent({ [eventType]: payload } as unknown as ConverseEvent);
  });
  return Buffer.concat(frames);
}

export function isException({ eventType, messageType }: Recorded): boolean {
  return messageType === 'exception' || eventType.endsWith('Exception');
}
