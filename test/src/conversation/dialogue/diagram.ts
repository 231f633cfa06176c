import type { ConversationState } from 'rx-bedrock';
import { blockStop, messageStart, messageStop, metadata, textDelta, wait } from 'rx-bedrock/testing';
import type { ScriptedRequest, ScriptStep } from 'rx-bedrock/testing';
import { setImmediate } from 'node:timers/promises';
import { distinctUntilChanged, map, type Observable } from 'rxjs';
import { afterEach, beforeEach, vi } from 'vitest';

/** Time that moves by hand; setImmediate stays real, to let microtasks run. */
export function inVirtualTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    // With its clock standing, a source never takes a turn of the loop of its own.
    vi.spyOn(performance, 'now').mockReturnValue(0);
  });
  afterEach(() => {
    vi.clearAllTimers();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** The milliseconds of a marble. */
const frame = 10;

/**
 * Does the deeds of a diagram, and draws what several Observables show meanwhile, a marble for each frame:
 * the sign of what was shown, or several in parentheses.
 */
export async function draw<Name extends string>(
  deeds: string,
  actions: Readonly<Record<string, () => unknown>>,
  shown: Record<Name, Observable<string>>,
): Promise<Record<Name, string>> {
  const lines = Object.entries<Observable<string>>(shown).map(([name, signs]) => {
    const line = { name, drawn: '', now: '' };
    signs.subscribe({
      next: (sign) => (line.now += sign),
      error: () => (line.now += '#'),
      complete: () => (line.now += '|'),
    });
    return line;
  });
  for (const [at, deed] of Array.from(deeds).entries()) {
    if (at > 0) await pass(frame);
    actions[deed]?.();
    await pass(0);
    for (const line of lines) {
      line.drawn += line.now.length > 1 ? `(${line.now})` : line.now || '-';
      line.now = '';
    }
  }
  return Object.fromEntries(lines.map(({ name, drawn }) => [name, drawn])) as Record<Name, string>;
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await setImmediate();
}

const signs = {
  idle: 'i',
  connecting: '~',
  tool: 'T',
  complete: 'C',
  stopped: 'S',
  truncated: 'F',
  aborted: 'F',
  timedOut: 'F',
  failed: 'F',
};

/** The state by a letter: `i`dle, `~` connecting, the last letter of the text, `T`ool, `C`omplete, `S`topped, `F`ailed. */
export function signsOf(state: Observable<ConversationState>): Observable<string> {
  return state.pipe(
    map(({ status, text }) => (status === 'streaming' ? text.slice(-1) || '*' : signs[status])),
    distinctUntilChanged(),
  );
}

/** Answers with the user's last word, a letter in each frame; a capital fails. */
export function* spell({ input }: Pick<ScriptedRequest, 'input'>): Generator<ScriptStep> {
  yield wait(frame);
  yield messageStart();
  for (const letter of lastWord(input.messages?.at(-1)?.content?.at(-1)?.text)) {
    if (letter === letter.toUpperCase())
      throw Object.assign(new Error('no'), { name: 'ValidationException' });
    yield textDelta(letter);
    yield wait(frame);
  }
  yield blockStop();
  yield messageStop();
  yield metadata();
}

function lastWord(text = ''): string {
  return text.split(' ').at(-1) ?? '';
}
