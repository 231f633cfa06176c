import { restoreBytes } from '../../bytesInJson.js';
import { complaint } from '../../check.js';
import type { ConverseEvent } from '../../events.js';
import { isRecord, isString } from '../../message/shapes.js';
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
 * @throws TypeError - unless it is text: a file that was read as bytes is a list of numbers
 */
export function linesOf(recording: Recording): string[] {
  const parts = partsOf(recording);
  // Some editors and shells begin a file with a byte order mark.
  if (parts?.every(isString)) return parts.flatMap((part) => part.replace(/^\uFEFF|\r?\n$/g, '').split('\n'));
  const fix = "Pass the text of the file: readFileSync('incident.ndjson', 'utf8').";
  throw new TypeError(complaint('The recording', recording, 'text, or an iterable of lines', fix));
}

function partsOf(recording: unknown): unknown[] | undefined {
  if (isString(recording)) return [recording];
  return typeof recording === 'object' && recording !== null && Symbol.iterator in recording
    ? [...(recording as Iterable<unknown>)]
    : undefined;
}

/** What the lines tell, the last of which is an ending or a fault. It never throws. */
export function* readRecording(lines: readonly string[]): Generator<Entry, undefined> {
  const [first = { number: 1, text: '' }, ...rest] = written(lines);
  const last = rest.at(-1) ?? first;
  let at = 0;
  let fault = faultOfHead(first);
  if (fault === undefined) {
    for (const line of rest) {
      const entry = entryIn(line, at, line === last);
      const isEnd = !('event' in entry);
      yield isEnd && line !== last ? whatFollows(entry, rest[rest.indexOf(line) + 1]!) : entry;
      if (isEnd) return;
      ({ at } = entry);
    }
    fault = complaint(nameOf(last), last.text, 'followed by how it ended', wasCut);
  }
  yield { at, fault };
}

/** What there is to tell where an end is not the end: the fault before it, or that something follows. */
function whatFollows(end: Entry, next: Line): Entry {
  if ('fault' in end) return end;
  const fix = isHead(parse(next.text)) ? oneEach : 'Remove it and what follows.';
  return {
    at: end.at,
    fault: complaint(nameOf(next), next.text, 'absent, as the line before is the end', fix),
  };
}

const oneEach = 'Give every generation a file of its own.';

function isHead(content: Content | undefined): boolean {
  return content?.['format'] === format;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

/** Blank lines count, but say nothing: an editor leaves some, and so does who joins lines that end in one. */
function written(lines: readonly string[]): Line[] {
  return lines.map((text, index) => ({ number: index + 1, text })).filter(({ text }) => text.trim() !== '');
}

const wasCut = 'The recording was cut.';

/** What is wrong with the first line, if something is. */
function faultOfHead(line: Line): string | undefined {
  const content = parse(line.text);
  if (!isHead(content)) {
    const head = `{"format":"${format}","version":${version}}`;
    return complaint(nameOf(line), line.text, head, 'Pass what recordGeneration() has written, all of it.');
  }
  if (content?.['version'] === version) return undefined;
  const name = `The version in line ${line.number} of the recording`;
  const fix = 'Update rx-bedrock: a later one has written it.';
  return complaint(name, content?.['version'], `${version}`, fix);
}

function entryIn(line: Line, after: number, isLast: boolean): Entry {
  const content = parse(line.text);
  const entry = content && entryOf(content);
  if (entry && entry.at >= after) return entry;
  const fault = (rule: string, fix: string) => ({
    at: after,
    fault: complaint(nameOf(line), line.text, rule, fix),
  });
  if (entry) return fault(`no earlier than the line before, at ${after}`, 'Put the lines in order.');
  if (!content && isLast) return fault('whole', wasCut);
  const fix = isHead(content) ? oneEach : 'Remove it and what follows, or record anew.';
  return fault('an event or an end, with its time', fix);
}

function nameOf({ number }: Line): string {
  return `Line ${number} of the recording`;
}

type Content = Readonly<Record<string, unknown>>;

function parse(text: string): Content | undefined {
  try {
    const content = restoreBytes(JSON.parse(text));
    return isRecord(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function entryOf({ at, event, response, end, error }: Content): Entry | undefined {
  if (!isTime(at)) return undefined;
  if (isRecord(event)) {
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
  return isRecord(value) && isString(value['code']) && isString(value['message']);
}

function isResponse(value: unknown): value is ResponseInfo {
  return isRecord(value) && typeof value['attempts'] === 'number';
}
