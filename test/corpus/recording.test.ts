import { fromRecording, toMarbles } from 'rx-bedrock/testing';
import { EMPTY, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../src/testing/probe.js';
import { parsed } from '../src/testing/recording/parsed.js';
import { recorded, type Timed, timed } from '../src/testing/recording/recorded.js';
import { recordings, sayWhereThereAreNone } from './recordings.js';

sayWhereThereAreNone();

describe.each(recordings)('of the recording $name', ({ events, exception }) => {
  const paced = events.map((event, index): Timed => [(index * 37) % 90, event]);
  const end = exception === undefined ? EMPTY : throwError(() => new Error(exception));
  const recording = recorded(timed(paced, [5, end]));

  it('a record of the play is the same file, and the play says the same', () => {
    expect(recorded((scheduler) => fromRecording(recording, { scheduler }))).toBe(recording);
    const { values } = watch(fromRecording(recording, { speed: Number.POSITIVE_INFINITY })).seen;
    expect(values).toEqual(events);
  });

  it('the marbles say the same, each at its time or a little later', () => {
    const { diagram, values, error } = toMarbles(recording, { frame: 1 });
    const shown = parsed(diagram, values, error);
    expect(
      shown.flatMap(({ notification }) => (notification.kind === 'N' ? [notification.value] : [])),
    ).toEqual(events);
    expect(shown.at(-1)?.notification.kind).toBe(exception === undefined ? 'C' : 'E');
  });
});
