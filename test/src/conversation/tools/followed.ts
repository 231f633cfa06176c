import type { Turn, TurnOutcome } from 'rx-bedrock';
import { map, mergeMap, NEVER, type Observable } from 'rxjs';
import { told, tool } from './calls.js';

export const indexes = { 0: 0, 1: 1, 2: 2 };
export const unanswered = 'The call was aborted before it had a result.';

export function indexesOf(turns: Observable<Turn>) {
  return turns.pipe(map(({ index }) => index));
}

export function runsOf(turns: Observable<Turn>) {
  return turns.pipe(
    mergeMap(({ toolRuns }) => toolRuns),
    map(told),
  );
}

/** How each turn ended, and what it leaves of the answer and of the results. */
export function endsOf(turns: Observable<Turn>) {
  return turns.pipe(
    mergeMap(({ outcome }) => outcome),
    map(shown),
  );
}

export function shown({ status, messages }: TurnOutcome): unknown {
  const content = messages.flatMap((message) => message.content ?? []);
  return [
    status,
    ...content.map(
      ({ text, toolUse, toolResult }) => text ?? toolUse?.name ?? toolResult?.content?.[0]?.text,
    ),
  ];
}

/** A tool that never comes to an end, whether it was aborted, and why. */
export function hanging(name: string) {
  let given: AbortSignal | undefined;
  const hangs = tool(name, (_input, { signal }) => {
    given = signal;
    return NEVER;
  });
  return { hangs, isAborted: () => given?.aborted, reason: () => given?.reason as unknown };
}
