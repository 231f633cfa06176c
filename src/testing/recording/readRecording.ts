import { restoreBytes } from '../../bytesInJson.js';
import { complaint } from '../../check.js';
import type { ConverseEvent } from '../../events.js';
import { type ResponseInfo, withResponse } from '../../response.js';
import { type Ending, format, type RecordedFailure, version } from './format.js';

/** A recording: the text of its file, or its lines. */
export type Recording = string | Iterable<string>;

/** What a recording tells after its first line. */
export type Entry =
  /** An event. */
  | { readonly at: number; readonly event: ConverseEvent }
  /** How the generation ended. */
  | ({ readonly at: number } & Ending)
  /** What is wrong with the recording: nothing can be told from there on. */
  | { readonly at: number; readonly fault: string };

/**
 * The lines of a recording.
 * @throws TypeError - unless it is one
 */
export function linesOf(recording: Recording): string[] {
  if (!isText(recording) && !isIterable(recording)) {
    const fix = "Pass the text of the file: readFileSync('incident.ndjson', 'utf8').";
    throw new TypeError(complaint('The recording', recording, 'text, or an iterable of lines', fix));
  }
  const parts = isText(recording) ? [recording] : [...recording];
  return parts.flatMap((part) => part.replace(/\r?\n$/, '').split('\n'));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isIterable(value: unknown): value is Iterable<string> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** What the lines tell, the last of which is an ending or a fault. It never throws. */
export function* readRecording(lines: readonly string[]): Generator<Entry, undefined> {
  let at = 0;
  let isOpen = false;
  for (const [index, text] of lines.entries()) {
    // An editor may have left some; and who joins lines that end in one has twice as many.
    if (text.trim() === '') continue;
    const line: Line = {
      name: `Line ${index + 1} of the recording`,
      text,
      isLast: index === lines.length - 1,
    };
    const entry = isOpen ? readEntry(line, at) : readHead(line, at);
    isOpen = true;
    if (!entry) continue;
    yield entry;
    if (!('event' in entry)) return;
    ({ at } = entry);
  }
  const fault = isOpen
    ? `The recording ends with line ${lines.length}, but its last line must say how the generation ended. It was cut.`
    : complaint('The recording', '', head, fix);
  yield { at, fault };
}

interface Line {
  readonly number: number;
  readonly text: string;
  readonly isLast: boolean;
}

const head = `a head, {"format":"${format}","version":${version}}, and what came`;
const fix = 'Pass what recordGeneration() has written, all of it.';

/** @returns a fault, if the line is not the first one of a recording that can be read */
function readHead({ number, text }: Line, at: number): Entry | undefined {
  const content = parse(text);
  if (content?.['format'] !== format) return { at, fault: complaint(nameOf(number), text, head, fix) };
  if (content['version'] === version) return undefined;
  const update = 'Update rx-bedrock: a later one has written it.';
  const name = `The version in line ${number} of the recording`;
  return { at, fault: complaint(name, content['version'], `${version}`, update) };
}

function readEntry({ number, text, isLast }: Line, after: number): Entry {
  const name = nameOf(number);
  const content = parse(text);
  const entry = content && entryOf(content);
  if (entry && entry.at >= after) return entry;
  if (!content && isLast) return { at: after, fault: complaint(name, text, 'whole', 'It was cut.') };
  const begins = content?.['format'] === format;
  const what = entry ? `an entry from ${after} ms on` : 'an event or an end, with its time';
  const advice = begins
    ? 'Give every generation a file of its own.'
    : 'Remove it and what follows, or record anew.';
  return { at: after, fault: complaint(name, text, what, advice) };
}

function nameOf(number: number): string {
  return `Line ${number} of the recording`;
}

type Content = Readonly<Record<string, unknown>>;

function parse(text: string): Content | undefined {
  try {
    const content = restoreBytes(JSON.parse(text));
    return isObject(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function entryOf({ at, event, response, end, error }: Content): Entry | undefined {
  if (!isTime(at)) return undefined;
  if (isObject(event)) {
    // Also one that this version does not know: it plays as it was.
    const same = event as unknown as ConverseEvent;
    return { at, event: isResponse(response) ? withResponse(same, response) : same };
  }
  if (end === 'complete' || end === 'stopped') return { at, end };
  return end === 'error' && isFailure(error) ? { at, end, error } : undefined;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function isFailure(value: unknown): value is RecordedFailure {
  return isObject(value) && isText(value['code']) && isText(value['message']);
}

function isResponse(value: unknown): value is ResponseInfo {
  return isObject(value) && typeof value['attempts'] === 'number';
}

function isObject(value: unknown): value is Content {
  return typeof value === 'object' && value !== null;
}
