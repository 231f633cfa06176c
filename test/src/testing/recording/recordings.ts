import { GenerationError } from 'rx-bedrock';
import { vocabulary } from 'rx-bedrock/testing';
import { EMPTY, throwError } from 'rxjs';
import { recorded, timed } from './recorded.js';

const { s, a, b, e } = vocabulary;

export const cut: GenerationError = new GenerationError('truncated', 'The stream was cut.');
/** `s`, 100 ms, `ab`, almost a second, `e`. */
export const answer: string = recorded(
  timed(
    [
      [2, s],
      [100, a],
      [0, b],
      [898, e],
    ],
    [5, EMPTY],
  ),
);
/** `s`, `a`, and cut. */
export const broken: string = recorded(
  timed(
    [
      [0, s],
      [2, a],
    ],
    [2, throwError(() => cut)],
  ),
);
