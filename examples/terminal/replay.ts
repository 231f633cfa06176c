import { readFileSync } from 'node:fs';
import { multicastReplay, selectText } from 'rx-bedrock/operators';
import { fromRecording } from 'rx-bedrock/testing';
import { identity, NEVER, takeUntil } from 'rxjs';
import type { Bedrock } from './bedrock.js';
import { UsageError } from './commandLine.js';

/** A generation of another day, in its own time. It ends as it ended then; nobody is asked. */
export function openReplay(path: string): Bedrock {
  const recording = read(path);
  return {
    modelId: 'recording',
    notice: `replay: ${path}, as it was recorded; nobody is asked`,
    joinAfter: textIn(recording).length / 2,
    requestCount: () => 0,
    ask(_input, { stop = NEVER, upstream = identity }) {
      const stoppable = fromRecording(recording).pipe(upstream, takeUntil(stop));
      return stoppable.pipe(multicastReplay());
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw UsageError.ofFile('--replay', path, 'a file that can be read', error);
  }
}

/** All the text there will be: at infinite speed a recording has played before subscribe() returns. */
function textIn(recording: string): string {
  let text = '';
  fromRecording(recording, { speed: Number.POSITIVE_INFINITY })
    .pipe(selectText())
    .subscribe({ next: (chunk) => (text += chunk), error: () => undefined });
  return text;
}
