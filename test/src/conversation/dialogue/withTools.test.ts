import {
  createConversation,
  type ConversationState,
  defineTool,
  isMessageStart,
  toOutcome,
  type ToolRun,
} from 'rx-bedrock';
import { selectText } from 'rx-bedrock/operators';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  type ScriptedRequest,
  type ScriptStep,
  scriptedClient,
  textDelta,
  toolUseDelta,
  toolUseStart,
  wait,
} from 'rx-bedrock/testing';
import {
  distinctUntilChanged,
  filter,
  firstValueFrom,
  map,
  type Observable,
  Subject,
  switchMap,
  timer,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { draw, inVirtualTime, signsOf } from './diagram.js';
import { spoken } from './spoken.js';

inVirtualTime();

/** Says `a`, and calls the tool; says `z` once it has the result. A question of 'twice' is answered after two calls. */
function* callThenSay({ input, index }: ScriptedRequest): Generator<ScriptStep> {
  const last = input.messages?.at(-1)?.content ?? [];
  const hasResult = last.some(({ toolResult }) => toolResult);
  yield wait(10);
  yield messageStart();
  yield textDelta(hasResult ? 'z' : 'a');
  yield wait(10);
  yield blockStop(0);
  if (!hasResult) {
    yield toolUseStart('clock', `call_${index}`, 1);
    yield toolUseDelta('{}', 1);
    yield blockStop(1);
  }
  yield messageStop(hasResult ? 'end_turn' : 'tool_use');
  yield metadata({ inputTokens: 10, outputTokens: 1 });
}

function scene(options: { maxTurns?: number; run?: (signal: AbortSignal) => unknown } = {}) {
  const client = scriptedClient(callThenSay);
  const signals: AbortSignal[] = [];
  const clock = defineTool({
    name: 'clock',
    inputSchema: { type: 'object', properties: {} },
    run: (_, { signal }) => {
      signals.push(signal);
      return options.run ? options.run(signal) : timer(30).pipe(map(() => 'noon'));
    },
  });
  const { maxTurns } = options;
  const conversation = createConversation(client, { modelId: 'any', retry: false, tools: [clock], maxTurns });
  const sends = new Subject<string>();
  return {
    conversation,
    signals,
    drawn: (deeds: string) =>
      draw(
        deeds,
        {
          p: () => sends.next('one'),
          q: () => void conversation.send('two'),
          s: () => conversation.stop(),
          r: () => void conversation.regenerate(),
        },
        {
          state: signsOf(conversation.state),
          runs: runsOf(conversation.state),
          text: sends.pipe(switchMap((text) => conversation.send(text).pipe(selectText()))),
          messages: conversation.messages.pipe(map(({ length }) => String(length))),
        },
      ),
    asked: () => client.requests.map(({ input }) => spoken(input.messages)),
  };
}

/** The runs of the tools, by the initials of their status. */
function runsOf(state: Observable<ConversationState>): Observable<string> {
  return state.pipe(
    map(({ toolRuns }) => toolRuns.map(({ status }: ToolRun) => status[0]).join('')),
    distinctUntilChanged(),
    filter((initials) => initials !== ''),
  );
}

describe('a turn with tools', () => {
  it('is one generation over all messages, and its state says when a tool runs', async () => {
    const { drawn, asked, conversation } = scene();
    expect(await drawn('p-------')).toStrictEqual({
      state: '(i~)aT--~zC',
      runs: '--r--c--',
      text: '-a----z-',
      messages: '(01)----3-4',
    });
    expect(asked()).toStrictEqual(['one', 'one>a+[toolUse]/[toolResult]']);
    const [turn] = await firstValueFrom(conversation.turns);
    expect(turn).toMatchObject({
      status: 'complete',
      stopReason: 'end_turn',
      usage: { inputTokens: 20, outputTokens: 2, totalTokens: 22 },
    });
    const starts = watch(turn!.events!.pipe(filter(isMessageStart)));
    expect(starts.seen.values).toHaveLength(2);
  });

  it('that is stopped while a tool runs: the tool is aborted, and the model is told with what comes next', async () => {
    const { drawn, asked, signals, conversation } = scene();
    expect(await drawn('p--sq---')).toMatchObject({ state: '(i~)aTS~zC-', runs: '--ra----' });
    expect(signals.map(({ aborted }) => aborted)).toStrictEqual([true]);
    expect(asked()).toStrictEqual(['one', 'one>a+[toolUse]/[toolResult]+two']);
    expect(await firstValueFrom(conversation.turns)).toMatchObject([
      { status: 'stopped' },
      { status: 'complete' },
    ]);
  });

  it('that is asked again runs its tools again', async () => {
    const { drawn, asked, signals } = scene();
    await drawn('p---------r---------');
    expect(asked()).toStrictEqual([
      'one',
      'one>a+[toolUse]/[toolResult]',
      'one',
      'one>a+[toolUse]/[toolResult]',
    ]);
    expect(signals).toHaveLength(2);
  });

  it('that may not go on is stopped, and its results go out with what comes next', async () => {
    const { drawn, asked, conversation } = scene({ maxTurns: 1 });
    expect(await drawn('p------q----')).toMatchObject({ state: '(i~)aT--S-~zC--' });
    expect(asked()).toStrictEqual(['one', 'one>a+[toolUse]/[toolResult]+two']);
    expect((await firstValueFrom(conversation.turns))[0]).toMatchObject({
      status: 'stopped',
      stopReason: 'tool_use',
    });
  });

  it('fails as one without tools does, with what had arrived', async () => {
    const client = scriptedClient([messageStart(), textDelta('a')]);
    const conversation = createConversation(client, { modelId: 'any', retry: false, tools: [] });
    expect(await toOutcome(conversation.send('one'))).toMatchObject({ status: 'truncated' });
    expect(await firstValueFrom(conversation.state)).toMatchObject({
      status: 'truncated',
      text: 'a',
      error: { code: 'truncated' },
    });
    expect(spoken(await firstValueFrom(conversation.messages))).toBe('one>a');
  });

  it('is saved in the middle as if it were stopped: calls that have no result yet are answered when it goes on', async () => {
    const { conversation, drawn } = scene();
    await drawn('p---');
    const { conversation: restored, drawn: drawnThen, asked } = scene();
    restored.restore(JSON.stringify(conversation));
    expect(spoken(await firstValueFrom(restored.messages))).toBe('one>a+[toolUse]');
    expect(await drawnThen('q---')).toMatchObject({ state: '(i~)zC-' });
    expect(asked()).toStrictEqual(['one>a+[toolUse]/[toolResult]+two']);
    conversation.close();
  });

  it('is trimmed before each of its requests', async () => {
    const lengths: number[] = [];
    const client = scriptedClient(callThenSay);
    const clock = defineTool({ name: 'clock', inputSchema: { type: 'object' }, run: () => 'noon' });
    const conversation = createConversation(client, {
      modelId: 'any',
      tools: [clock],
      trimHistory: (messages) => {
        lengths.push(messages.length);
        return messages;
      },
    });
    await draw('p-----', { p: () => conversation.send('one') }, {});
    expect(lengths).toStrictEqual([1, 3]);
  });
});

it('results that the user sends himself answer the calls of the turn before', async () => {
  const client = scriptedClient(callThenSay);
  const conversation = createConversation(client, { modelId: 'any' });
  const mine = { toolResult: { toolUseId: 'call_0', content: [{ text: 'noon' }] } };
  const actions = { p: () => conversation.send('one'), r: () => conversation.send([mine]) };
  const { state } = await draw('p---r--', actions, { state: signsOf(conversation.state) });
  expect(state).toBe('(i~)aC-~zC');
  expect(client.requests[1]!.input.messages?.at(-1)).toStrictEqual({ role: 'user', content: [mine] });
});
