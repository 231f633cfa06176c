import { crc32 } from 'node:zlib';
import type { ConverseEvent } from '../../events.js';
import type { StreamException } from '../script.js';

/** What stands beside a frame's payload: string headers only, as Bedrock sends them. */
export type FrameHeaders = Readonly<Record<string, string>>;

const stringHeader = 7;

/** One event-stream frame: lengths, prelude checksum, headers, payload, message checksum. */
export function encodeFrame(headers: FrameHeaders, payload: Uint8Array): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const frame = Buffer.alloc(12 + head.length + payload.length + 4);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  head.copy(frame, 12);
  frame.set(payload, 12 + head.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, -4)), frame.length - 4);
  return frame;
}

function encodeHeader(name: string, value: string): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(valueBytes.length);
  return Buffer.concat([Buffer.of(nameBytes.length), nameBytes, Buffer.of(stringHeader), length, valueBytes]);
}

/** The frame of an event, with the padding member `p` that Bedrock adds to every payload. */
export function encodeEvent(event: ConverseEvent): Uint8Array {
  const [type, members] = Object.entries<object>({ ...event })[0] ?? ['unknown', {}];
  const headers = { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' };
  return encodeFrame(headers, encodePayload({ ...members, p: padding(type.length) }));
}

/** The frame of an exception. */
export function encodeException(type: StreamException | (string & {}), message: string): Uint8Array {
  const headers = {
    ':exception-type': type,
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return encodeFrame(headers, encodePayload({ message }));
}

/** JSON, with bytes as base64. */
function encodePayload(payload: object): Uint8Array {
  const json = JSON.stringify(payload, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  return Buffer.from(json);
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Bedrock hides the length of what it says behind 2 to 61 letters; ours vary too, the same way in every run. */
function padding(seed: number): string {
  return letters.slice(0, 2 + ((seed * 7) % 60));
}
