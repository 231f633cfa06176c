import { checkNumber, checkOptions } from '../check.js';
import type { GenerationError } from '../errors.js';
import type { ConverseEvent } from '../events.js';
import { ReplayLog } from '../sharing/replayLog.js';
import { diagramOf } from './recording/diagram.js';
import { failureOf, replayedFailure } from './recording/failure.js';
import { lettersFor } from './recording/letters.js';
import { literal } from './recording/literal.js';
import { linesOf, readRecording, type Recording } from './recording/readRecording.js';
import { vocabulary } from './vocabulary.js';

/** What `toMarbles` understands. */
export interface ToMarblesOptions {
  /**
   * How much of the recording's time a frame of the diagram stands for, in milliseconds.
   * @default 1
   */
  frame?: number | undefined;
}

/** A recording for a marble test: `m.cold(diagram, values, error)`. */
export interface RecordedMarbles {
  /** When things came, in the notation of `TestScheduler.run`, which is that of rxjs-marbles. */
  readonly diagram: string;
  /** The events by letter. */
  readonly values: Readonly<Record<string, ConverseEvent>>;
  /** The error in which it ends, where it does. */
  readonly error?: GenerationError;
  /** The declarations of all that, to paste into a test. */
  readonly source: string;
}

/**
 * A recording as a marble diagram with its values: the very stream that {@link fromRecording} plays.
 *
 * <span class="informal">Last night's incident, as a test that is the same in every run.</span>
 *
 * The letters are those of the {@link vocabulary} where an event is the same, or is the only one of its kind; other
 * events are `A`, `B`, `C` and so on through the alphabets, and equal ones have the same letter.
 *
 * Times are rounded to whole frames, and come out exact wherever a diagram has room for them. What comes in the same
 * frame makes a group, and a group of three, `(ABC)`, takes five frames in RxJS's notation. What comes before that
 * is over stands at a later frame, never at an earlier one, so that all together are late by as few frames as
 * possible. With a longer `frame` a diagram is shorter and has less
 * room, and as a frame of a test is a millisecond, it plays that much faster than what it is a recording of.
 *
 * Where the recording cannot be read to its end, the diagram ends there, in an error with code `protocol` that names
 * the line.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { recordGeneration, textMessage, toMarbles } from 'rx-bedrock/testing';
 *
 * const lines: string[] = [];
 * of(...textMessage('Hello, world'))
 *   .pipe(recordGeneration({ write: (line) => lines.push(line) }))
 *   .subscribe();
 * console.log(toMarbles(lines).diagram); // (sABxem|)
 * console.log(toMarbles(lines).source); // const diagram = '(sABxem|)'; const values = { … };
 * ```
 *
 * @param recording - the text that `recordGeneration` has written, or its lines
 * @param options - see {@link ToMarblesOptions}
 * @returns the diagram, its values and its error, and all of them as source text
 * @throws TypeError, RangeError - when the recording is no text or an option cannot be meant
 * @see {@link fromRecording} to play it as it is
 */
export function toMarbles(recording: Recording, options: ToMarblesOptions = {}): RecordedMarbles {
  const lines = linesOf(recording);
  checkOptions('The options of toMarbles()', options, 'Pass { frame: 10 }, say, or leave them out.');
  const { frame = 1 } = options;
  const isLength = (number: number) => number > 0 && Number.isFinite(number);
  const fix = 'Pass 10 for a frame of 10 ms, say, or leave it out.';
  checkNumber('options.frame', frame, isLength, 'a number of milliseconds above 0', fix);

  const entries = [...readRecording(lines)];
  const events = entries.flatMap((entry) => ('event' in entry ? [entry.event] : []));
  const { letters, values } = lettersFor(events, vocabulary);
  const failure = failureOf(entries.at(-1)!);
  const marks = entries.map(({ at }, index) => ({
    frame: Math.round(at / frame),
    letter: letters[index] ?? (failure ? '#' : '|'),
  }));
  const diagram = diagramOf(marks);
  const error = failure && replayedFailure(failure, logOf(events));
  return { diagram, values, ...(error ? { error } : {}), source: sourceOf(diagram, values, error) };
}

function logOf(events: readonly ConverseEvent[]): ReplayLog {
  const log = new ReplayLog();
  for (const event of events) log.append(event);
  return log;
}

function sourceOf(
  diagram: string,
  values: Readonly<Record<string, ConverseEvent>>,
  error: GenerationError | undefined,
): string {
  const members = Object.entries(values).map(([letter, event]) => `  ${letter}: ${literal(event)},\n`);
  const declarations = [
    `const diagram = ${literal(diagram)};`,
    `const values: Record<string, ConverseEvent> = {\n${members.join('')}};`,
  ];
  if (error) {
    const { code, message, retryable } = error;
    const details = [code, message.slice(code.length + 2), { retryable }].map(literal).join(', ');
    declarations.push(`const error = new GenerationError(${details});`);
  }
  return `${declarations.join('\n')}\n`;
}
