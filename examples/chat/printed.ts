import type { ConversationState, ToolRun } from 'rx-bedrock';
import { concatMap, defer, endWith, type Observable, takeWhile } from 'rxjs';

const ends = new Set<ConversationState['status']>([
  'complete',
  'stopped',
  'truncated',
  'aborted',
  'timedOut',
  'failed',
]);

/** What is to be written of a turn, piece by piece, until it has ended. */
export function printed(states: Observable<ConversationState>): Observable<string> {
  return defer(() => {
    let text = '';
    const told = new Set<string>();
    return states.pipe(
      takeWhile(({ status }) => !ends.has(status), true),
      concatMap((state) => {
        // With tools there is more than one message: the next one begins anew, on a line of its own.
        const isNew = !state.text.startsWith(text);
        const more = isNew ? `\n${state.text}` : state.text.slice(text.length);
        text = state.text;
        const runs = state.toolRuns.filter(({ call, result }) => result && !told.has(call.toolUseId));
        for (const { call } of runs) told.add(call.toolUseId);
        return [more, ...runs.map(inBrackets), ends.has(state.status) ? ending(state) : ''];
      }),
      endWith('\n'),
    );
  });
}

function inBrackets({ call, result, status }: ToolRun): string {
  const said = result?.content?.map(({ text, json }) => text ?? JSON.stringify(json)).join(' ');
  return `\n  [${call.name} ${JSON.stringify(call.input)} ${status === 'complete' ? '→' : `${status}:`} ${said}]`;
}

function ending({ status, error }: ConversationState): string {
  if (status === 'complete') return '';
  return error ? `\n  [${error.message}]` : `\n  [${status}]`;
}
