import { blockStop, messageStart, messageStop, metadata, textDelta } from 'rx-bedrock/testing';
import { encodeFrame } from 'rx-bedrock/testing/loopback';
import type { ConverseEvent } from 'rx-bedrock';
import { deltaText } from './plan.js';

/** The frames of an answer, encoded once and for all requests: the loopback encodes anew each time, and is slower. */
export type Answer = readonly Uint8Array[];

/** What ConverseStream answers. */
export function converseAnswer(deltas: number): Answer {
  const usage = { outputTokens: deltas };
  const events: ConverseEvent[] = [
    messageStart(),
    ...Array.from({ length: deltas }, () => textDelta(deltaText)),
    blockStop(),
    messageStop(),
    metadata(usage),
  ];
  return events.map((event, at) => {
    const [type, members] = Object.entries<object>({ ...event })[0]!;
    return frame(type, members, at);
  });
}

/** What InvokeModelWithResponseStream answers for an Anthropic model: events of its own, base64 in chunks. */
export function invokeAnswer(deltas: number): Answer {
  const usage = { input_tokens: 12, output_tokens: deltas };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], usage };
  const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: deltaText } };
  const events: object[] = [
    { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...Array.from({ length: deltas }, () => delta),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ];
  return events.map((event, at) => {
    const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
    return frame('chunk', { bytes }, at);
  });
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A frame padded as Bedrock pads: 2 to 61 letters, another length for each, so that a delta has some 198 bytes. */
function frame(type: string, members: object, at: number): Uint8Array {
  const headers = { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' };
  const payload = { ...members, p: letters.slice(0, 2 + ((at * 7) % 60)) };
  return encodeFrame(headers, Buffer.from(JSON.stringify(payload)));
}
