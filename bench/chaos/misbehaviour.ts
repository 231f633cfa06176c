import { wait } from 'rx-bedrock/testing';
import { bytes, type LoopbackStep } from 'rx-bedrock/testing/loopback';
import { answer, nextBoundary, stopsAt } from './answer.js';
import { type Ending, type FaultName, faults } from './faults.js';

/** What the server does for one request, and what may come of it. */
export interface Misbehaviour {
  readonly fault: FaultName;
  readonly endings: readonly Ending[];
  readonly steps: Iterable<LoopbackStep>;
}

const names = Object.keys(faults) as FaultName[];

/**
 * A fault at any byte of the answer, which comes in chunks of any size with pauses in between until then. One answer in
 * four is whole. The same numbers make the same misbehaviour: so the client knows what the server does.
 */
export function misbehaviour(random: () => number, decode: 'fast' | 'sdk'): Misbehaviour {
  const pick = (count: number) => Math.floor(random() * count);
  const possible = names.filter((name) => decode === 'fast' || !('notBySdk' in faults[name]));
  const fault = pick(4) === 0 ? 'none' : possible[pick(possible.length)]!;
  const { happens, endings } = faults[fault];
  const at = pick(answer.length);
  // An HTTP error is no stream.
  const before = fault.startsWith('HTTP') ? [] : [...inPieces(at, pick)];
  const mayBeWhole = before.length > 0 && nextBoundary(at) >= stopsAt;
  return {
    fault,
    endings: mayBeWhole ? [...endings, 'complete'] : endings,
    steps: [...before, ...happens(pick, at)],
  };
}

function* inPieces(end: number, pick: (count: number) => number): Generator<LoopbackStep> {
  for (let from = 0; from < end; ) {
    const to = Math.min(end, from + 1 + pick(900));
    yield bytes(answer.subarray(from, to));
    if (pick(3) === 0) yield wait(pick(6));
    from = to;
  }
}
