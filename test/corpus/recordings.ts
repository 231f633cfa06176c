import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConverseEvent } from 'rx-bedrock';
import { it } from 'vitest';
import { handWritten } from './handWritten.js';
import { decode, encode, isException, type Recorded } from './recorded.js';

// Real streams that other projects have recorded, under their own licences: hence not kept here.
const folder = process.env['CORPUS_DIR'] ?? '../shared/corpus';

export interface Recording {
  readonly name: string;
  /** The body of the response: the very bytes where they were recorded, or else frames of ours. */
  readonly body: Uint8Array;
  /** What was recorded before the exception, if there was one. */
  readonly recorded: readonly Recorded[];
  /** The same, as the SDK would hand it over. */
  readonly events: readonly ConverseEvent[];
  /** Whether the model said all that it had to say. */
  readonly isWhole: boolean;
  /** The exception that ended it. */
  readonly exception?: string;
  /** The name of the first tool that is called. */
  readonly tool?: string;
}

const found = existsSync(folder) ? readdirSync(folder).flatMap(load) : [];

/** Those that were found, and those written by hand, which have what no real one happens to have. */
export const recordings: readonly Recording[] = [
  ...handWritten.map(({ name, recorded }) => toRecording(name, recorded)),
  ...found,
];

/** Every file that needs real recordings says so where there are none. */
export function sayWhereThereAreNone(): void {
  if (found.length > 0) return;
  console.log(`No recordings in ${folder} (CORPUS_DIR): only those written by hand are tested.`);
  it.skip('recorded streams: there are none');
}

function load(file: string): Recording[] {
  if (!file.endsWith('.json')) return [];
  const path = join(folder, file);
  const recorded: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isConverse(recorded)) return [];
  const frames = path.replace(/json$/, 'bin');
  const body = existsSync(frames) ? readFileSync(frames) : undefined;
  return [toRecording(file.replace(/\.json$/, ''), recorded, body)];
}

/** Not the sizes of chunks, which are kept beside some; nor the InvokeModel APIs, all events of which are `chunk`. */
function isConverse(content: unknown): content is Recorded[] {
  return (
    Array.isArray(content) &&
    content.every((each: Partial<Recorded>) => each.eventType !== undefined && each.eventType !== 'chunk')
  );
}

function toRecording(name: string, all: readonly Recorded[], body = encode(all)): Recording {
  const end = all.findIndex(isException);
  const recorded = end === -1 ? all : all.slice(0, end);
  const exception = all[end]?.eventType;
  const has = (type: string) => recorded.some(({ eventType }) => eventType === type);
  const tool = recorded.find(({ payload }) => payload.start?.toolUse)?.payload.start?.toolUse?.name;
  return {
    name,
    body,
    recorded,
    events: recorded.map(decode),
    // The metadata is the last word: what goes wrong after it takes nothing away.
    isWhole: has('messageStop') && (exception === undefined || has('metadata')),
    ...(exception === undefined ? {} : { exception }),
    ...(tool === undefined ? {} : { tool }),
  };
}
