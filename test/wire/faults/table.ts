import { departures } from './departures.js';
import { endings } from './endings.js';
import { exceptions, oddities } from './exceptions.js';
import type { Fault } from './fault.js';
import { garbage } from './garbage.js';
import { silences } from './silences.js';

/** Every way in which a stream was seen to fail, under what it is that fails. */
export const faultTable: readonly (readonly [title: string, faults: readonly Fault[]])[] = [
  ['The connection ends', endings],
  ['The provider is silent', silences],
  ['Nobody wants it any more', departures],
  ['The provider says what went wrong', exceptions],
  ['What comes is no event stream', garbage],
  ['What is odd, and no failure', oddities],
];

export const faults: readonly Fault[] = faultTable.flatMap(([, rows]) => rows);
