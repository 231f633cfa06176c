import { closeSync, openSync, writeSync } from 'node:fs';
import type { ConverseEvent } from 'rx-bedrock';
import { recordGeneration } from 'rx-bedrock/testing';
import { identity, type MonoTypeOperatorFunction } from 'rxjs';
import { UsageError } from './commandLine.js';

/** Where the generation is recorded, if it is. */
export interface Recorder extends Disposable {
  upstream: MonoTypeOperatorFunction<ConverseEvent>;
}

/** A file for the recording, each line in it as soon as its event is there: also who is killed leaves what had come. */
export function openRecorder(path: string | undefined): Recorder {
  if (path === undefined) return { upstream: identity, [Symbol.dispose]: () => undefined };
  const file = create(path);
  return {
    upstream: recordGeneration({ write: (line) => writeSync(file, line) }),
    [Symbol.dispose]() {
      closeSync(file);
    },
  };
}

function create(path: string): number {
  try {
    return openSync(path, 'wx'); // an incident that was recorded is not lost to the next one
  } catch (error) {
    throw UsageError.ofFile('--record', path, 'a new file that can be written', error);
  }
}
