import { encodeEvent, encodeFrame } from 'rx-bedrock/testing/loopback';
import { textDelta } from 'rx-bedrock/testing';
import { begun, type Fault, neverHeard, sends, soFar } from './fault.js';

const damaged = Buffer.from(encodeEvent(textDelta('never heard')));
damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);

const asEvent = { ':event-type': 'contentBlockDelta', ':message-type': 'event' };

/** As long as the shortest frame, and of the length that its first four bytes declare. */
function declaring(length: number): Uint8Array {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(length);
  return bytes;
}

const waits = 'reads it as a length, and waits for as many bytes';
const allocates = 'allocates what is declared, up to 4 GiB, and waits for it';
const replaces = 'puts U+FFFD in the place of what was damaged';

/** What is no frame, or a broken one. Everywhere: as the first bytes under HTTP 200, and in the middle. */
const bad: readonly (readonly [
  name: string,
  bytes: Uint8Array,
  cause: string | undefined,
  notBySdk?: string,
])[] = [
  ['a frame with a wrong checksum', damaged, 'Error'],
  ['a chunk that comes twice', Buffer.concat([neverHeard.subarray(0, 40), neverHeard]), 'Error'],
  ['random bytes', Buffer.from('c3a91f0b7e55d2048899aabbccddeeff', 'hex'), undefined, waits],
  ['JSON', Buffer.from('{"message":"Not found"}'), undefined, waits],
  ['a page of HTML', Buffer.from('<!DOCTYPE html><title>502</title>'), undefined, waits],
  ['a frame that declares 4 GiB', declaring(0xffffffff), undefined, allocates],
  ['a frame that declares 25 MiB', declaring(25 * 2 ** 20), undefined, allocates],
  ['a frame that declares 0 bytes', declaring(0), 'RangeError'],
  ['a frame that declares 2 bytes', declaring(2), 'RangeError'],
  ['a frame that declares 4 bytes', declaring(4), 'Error'],
  ['a frame that declares 12 bytes', declaring(12), 'Error'],
  ['a frame without headers', encodeFrame({}, Buffer.from('{}')), 'TypeError'],
  ['a payload that is not JSON', encodeFrame(asEvent, Buffer.from('{"delta":')), 'SyntaxError'],
  [
    'a payload that is not UTF-8',
    encodeFrame(asEvent, Buffer.from('{"contentBlockIndex":0,"delta":{"text":"\u00e9"}}', 'latin1')),
    undefined,
    replaces,
  ],
];

/** Bytes that nobody should trust, on a line that the server leaves open. */
export const garbage: readonly Fault[] = bad.flatMap(([name, bytes, cause, notBySdk]) => {
  const common = {
    ending: 'protocol',
    retryable: false,
    closedBy: 'client',
    ...(cause ? { sdkCause: cause } : {}),
    ...(notBySdk ? { notBySdk } : {}),
  } as const;
  return [
    { name: `${name}, in the middle`, script: [...begun, ...sends(bytes)], ...common, text: soFar },
    { name: `${name}, as the first bytes`, script: sends(bytes), ...common, text: '' },
  ];
});
