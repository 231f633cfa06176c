import type { Message } from '@aws-sdk/client-bedrock-runtime';
import {
  type ConversationOptions,
  type ConverseEvent,
  createConversation,
  type ConversationState,
  defineTool,
  isMessageStart,
  type Outcome,
  toOutcome,
  type ToolRun,
  userMessage,
} from 'rx-bedrock';
import { selectText, trackState } from 'rx-bedrock/operators';
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
  textMessage,
  toolUseStart,
  wait,
} from 'rx-bedrock/testing';
import {
  catchError,
  distinctUntilChanged,
  EMPTY,
  filter,
  first,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
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

interface SceneOptions extends Pick<ConversationOptions, 'maxTurns' | 'signal' | 'policy'> {
  run?: (signal: AbortSignal) => unknown;
}

function scene({ run, ...options }: SceneOptions = {}) {
  const client = scriptedClient(callThenSay);
  const signals: AbortSignal[] = [];
  const clock = defineTool({
    name: 'clock',
    inputSchema: { type: 'object', properties: {} },
    run: (_, { signal }) => {
      signals.push(signal);
      return run ? run(signal) : timer(30).pipe(map(() => 'noon'));
    },
  });
  const conversation = createConversation(client, {
    modelId: 'any',
    retry: false,
    tools: [clock],
    ...options,
  });
  const generations: Observable<ConverseEvent>[] = [];
  const sends = new Subject<string>();
  return {
    conversation,
    signals,
    /** What the sends of `p` have returned. */
    generations,
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
          text: sends.pipe(
            switchMap((text) => {
              const generation = conversation.send(text);
              generations.push(generation);
              return generation.pipe(
                selectText(),
                catchError(() => EMPTY),
              );
            }),
          ),
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

  it.each<[string, string, number, object]>([
    ['by stop, while a tool runs', 'p--s---', 10, {}],
    ['by maxTurns, when its tools have run', 'p------', 1, {}],
    ['by stop, before the next message has begun', 'p----s', 10, {}],
  ])('that is stopped is stopped for everybody: %s', async (_, deeds, maxTurns) => {
    const { conversation, generations, drawn } = scene({ maxTurns });
    await drawn(deeds);
    const [generation] = generations;
    const [state, [turn], outcome, tracked] = await Promise.all([
      firstValueFrom(conversation.state),
      firstValueFrom(conversation.turns),
      toOutcome(generation!),
      lastValueFrom(generation!.pipe(trackState())),
    ]);
    expect(state.status).toBe('stopped');
    expect(turn!.status).toBe('stopped');
    expect(outcome).toMatchObject({ status: 'stopped', usage: { totalTokens: 11 } });
    expect(outcome.message.content).toMatchObject([{ text: 'a' }, { toolUse: { name: 'clock' } }]);
    expect(tracked).toMatchObject({ ...outcome, text: 'a' });
  });

  it('that is cut in a call of a tool is complete for everybody: what was cut is left out', async () => {
    const client = scriptedClient([
      messageStart(),
      toolUseStart('clock', 'one', 0),
      toolUseDelta('{}', 0),
      blockStop(0),
      toolUseStart('clock', 'two', 1),
      toolUseDelta('{"cut', 1),
      messageStop('max_tokens'),
      metadata(),
    ]);
    const clock = defineTool({ name: 'clock', inputSchema: { type: 'object' }, run: () => 'noon' });
    const conversation = createConversation(client, { modelId: 'any', tools: [clock] });
    const ended = { status: 'complete', stopReason: 'max_tokens' };
    expect(await toOutcome(conversation.send('one'))).toMatchObject(ended);
    expect(await firstValueFrom(conversation.state)).toMatchObject(ended);
  });

  it('whose tools are aborted by a signal has failed for everybody, with its usage', async () => {
    const controller = new AbortController();
    const { conversation, drawn, generations } = scene({ signal: controller.signal });
    await drawn('p--');
    controller.abort(new Error('Enough.'));
    const outcome = await toOutcome(generations[0]!);
    expect(outcome).toMatchObject({
      status: 'aborted',
      usage: { totalTokens: 11 },
      error: { cause: { message: 'Enough.' } },
    });
    expect(await firstValueFrom(conversation.state)).toMatchObject({ status: 'aborted' });
    expect(await firstValueFrom(conversation.turns)).toMatchObject([{ status: 'aborted' }]);
  });

  it('says when it has ended only once: who reacts to that may send', async () => {
    const controller = new AbortController();
    const { conversation, drawn } = scene({ signal: controller.signal, policy: 'error' });
    let between: Promise<Outcome> | undefined;
    conversation.state.pipe(first(({ status }) => status === 'aborted')).subscribe(() => {
      between = toOutcome(conversation.send('two', { signal: undefined }));
    });
    await drawn('p--');
    controller.abort();
    await drawn('--------');
    expect(await between).toMatchObject({ status: 'complete' });
  });

  it('gives its tools the reason of the stop', async () => {
    const reasons: unknown[] = [];
    const { conversation, drawn } = scene({
      run: (signal) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return NEVER;
      },
    });
    await drawn('p--');
    const reason = new Error('The user has left.');
    conversation.stop(reason);
    const other = conversation.fork({ at: 0 });
    void other.send('again');
    await drawn('---');
    other.stop();
    expect(reasons[0]).toBe(reason);
    expect(reasons[1]).toMatchObject({ name: 'AbortError', message: 'The turns were stopped.' });
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

  it('is saved in the middle as if it were stopped: calls that have no result yet are answered', async () => {
    const { conversation, drawn } = scene();
    await drawn('p---');
    const { conversation: restored, drawn: drawnThen, asked } = scene();
    restored.restore(JSON.stringify(conversation));
    expect(spoken(await firstValueFrom(restored.messages))).toBe('one>a+[toolUse]/[toolResult]');
    expect(await drawnThen('q---')).toMatchObject({ state: '(i~)zC-' });
    expect(asked()).toStrictEqual(['one>a+[toolUse]/[toolResult]+two']);
    conversation.close();
  });

  it('is saved and forked with the results that are there, as a stop would keep them', async () => {
    const client = scriptedClient([
      messageStart(),
      toolUseStart('quick', 'q', 0),
      blockStop(0),
      toolUseStart('slow', 's', 1),
      blockStop(1),
      messageStop('tool_use'),
      metadata(),
    ]);
    const inputSchema = { type: 'object' };
    const conversation = createConversation(client, {
      modelId: 'any',
      tools: [
        defineTool({ name: 'quick', inputSchema, run: () => 'done' }),
        defineTool({ name: 'slow', inputSchema, run: () => NEVER }),
      ],
    });
    await draw('p---', { p: () => conversation.send('go') }, {});
    const saved = conversation.toJSON().turns[0]!.messages;
    const forked = conversation.fork().toJSON().turns[0]!.messages;
    conversation.stop();
    const stopped = conversation.toJSON().turns[0]!.messages;
    expect(stopped[1]).toMatchObject({
      content: [
        { toolResult: { toolUseId: 'q', content: [{ text: 'done' }] } },
        { toolResult: { toolUseId: 's', status: 'error' } },
      ],
    });
    expect(saved).toStrictEqual(stopped);
    expect(forked).toStrictEqual(stopped);
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

it('a history that calls tools goes out with a toolConfig, also where there are none any more', async () => {
  const messages: Message[] = [
    userMessage('one'),
    { role: 'assistant', content: [{ toolUse: { toolUseId: 't', name: 'clock', input: {} } }] },
  ];
  const gone = {
    toolSpec: {
      name: 'clock',
      description: 'Was there earlier in the conversation, and is not any more: do not call it.',
      inputSchema: { json: { type: 'object' } },
    },
  };
  const mine = { tools: [{ toolSpec: { name: 'mine', inputSchema: { json: { type: 'object' } } } }] };
  const client = scriptedClient(textMessage('Well.'));
  const conversation = createConversation(client, { modelId: 'any', messages });
  for (const options of [{}, { tools: [] }, { toolConfig: mine }]) {
    await toOutcome(conversation.regenerate(options));
    await toOutcome(conversation.fork().send('two', options));
  }
  const whole = conversation.fork({ at: 0 });
  whole.restore({
    version: 1,
    turns: [{ user: messages[0], messages: messages.slice(1), status: 'stopped' }],
  });
  await toOutcome(whole.send('two'));
  const last = whole.fork();
  await toOutcome(last.send('two', { tools: [] }));
  await toOutcome(last.send('two', { toolConfig: mine }));
  expect(client.requests.slice(-3).map(({ input }) => input.toolConfig)).toStrictEqual([
    { tools: [gone] },
    { tools: [gone] },
    mine,
  ]);
  // Without a call in it there is no need for one.
  expect(client.requests[0]!.input).not.toHaveProperty('toolConfig');
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
