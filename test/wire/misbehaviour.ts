import { exception, stall, textMessage, wait } from 'rx-bedrock/testing';
import { bytes, encodeEvent, httpError, type LoopbackStep, reset } from 'rx-bedrock/testing/loopback';

/** What a whole answer says. */
export const words = Array.from({ length: 20 }, (_, at) => `word ${at} `).join('');

const answer = Buffer.concat(textMessage(words).map(encodeEvent));

const exceptions = [
  'internalServerException',
  'modelStreamErrorException',
  'serviceUnavailableException',
  'throttlingException',
  'validationException',
] as const;

/** One way to go wrong after some bytes of the answer; most go wrong for good. */
type Mishap = (pick: (count: number) => number) => LoopbackStep[];

const mishaps: readonly Mishap[] = [
  () => [],
  () => [reset()],
  () => [stall()],
  (pick) => [exception(exceptions[pick(exceptions.length)]!)],
  () => [bytes(damaged()), stall()],
];

/** The SDK takes them for lengths, and allocates up to 4 GiB. */
const absurdLengths: readonly Mishap[] = [
  () => [bytes(Buffer.from('ffffffff00000000', 'hex')), stall()],
  (pick) => [bytes(Buffer.from(Array.from({ length: 40 }, () => pick(256)))), stall()],
];

/** An answer in chunks of any size with pauses in between, as far as it comes; in one case of three it comes whole. */
export function* misbehaving(random: () => number, decode: 'fast' | 'sdk'): Generator<LoopbackStep> {
  const possible = decode === 'fast' ? [...mishaps, ...absurdLengths] : mishaps;
  const pick = (count: number) => Math.floor(random() * count);
  const kind = pick(9);
  if (kind === 0) {
    yield httpError(503, 'ServiceUnavailableException');
    return;
  }
  const isWhole = kind <= 3;
  const end = isWhole ? answer.length : pick(answer.length);
  for (let from = 0; from < end; ) {
    const to = Math.min(end, from + 1 + pick(900));
    yield bytes(answer.subarray(from, to));
    if (pick(3) === 0) yield wait(pick(6));
    from = to;
  }
  if (!isWhole) yield* possible[pick(possible.length)]!(pick);
}

function damaged(): Buffer {
  const frame = Buffer.from(answer.subarray(0, answer.readUInt32BE(0)));
  frame.writeUInt8(frame.readUInt8(20) ^ 1, 20);
  return frame;
}
