import type { StopReason } from '@aws-sdk/client-bedrock-runtime';
import * as fc from 'fast-check';
import { type Approval, type ConverseEvent, converseWithTools, defineTool, userMessage } from 'rx-bedrock';
import {
  blockStop,
  messageStart,
  messageStop,
  metadata,
  scriptedClient,
  textDelta,
  textMessage,
  toolUseDelta,
  toolUseStart,
} from 'rx-bedrock/testing';
import { EMPTY, mergeMap, NEVER, type ObservableInput, of, Subject, throwError } from 'rxjs';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { watch } from '../../../../src/testing/probe.js';
import { faultsIn, faultsInRequest } from '../historyRules.js';

/** What may become of a call. */
const fates = {
  text: () => 'said',
  blank: () => ' ',
  nothing: () => undefined,
  list: () => [1, 2],
  object: () => ({ is: 'an object' }),
  block: () => ({ text: 'a block of Bedrock’s' }),
  bytes: () => new Uint8Array(2),
  circle: () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    return circle;
  },
  later: async () => {
    await setImmediate();
    return 'later';
  },
  stream: () => of(1, 2, 3),
  empty: () => EMPTY,
  throws: () => {
    throw new Error('It broke.');
  },
  throwsNothing: () => {
    throw undefined;
  },
  rejects: () => Promise.reject(new Error(' ')),
  errors: () => throwError(() => 'a string'),
  hangs: () => NEVER,
} satisfies Record<string, () => unknown>;

const approvals: Record<string, () => Approval | ObservableInput<Approval>> = {
  yes: () => true,
  no: () => false,
  reason: () => ({ denied: 'Not now.' }),
  later: () => setImmediate(true),
  never: () => NEVER,
  throws: () => {
    throw new Error('Nobody is there.');
  },
};

const aCall = fc.record({
  name: fc.constantFrom('tool', 'tool', 'tool', 'another', 'no name!'),
  json: fc.constantFrom('{}', '', '{"n":1}', '{"n":"no"}', '{"n":1,}', '{"n"'),
  fate: fc.constantFrom(...(Object.keys(fates) as (keyof typeof fates)[])),
  approval: fc.constantFrom(...Object.keys(approvals)),
  type: fc.constantFrom(undefined, undefined, undefined, 'tool_use', 'server_tool_use'),
});
const aTurn = fc.record({
  text: fc.constantFrom('', ' ', 'Let me see.'),
  calls: fc.array(aCall, { maxLength: 4 }),
  stopReason: fc.constantFrom<StopReason>(
    'tool_use',
    'tool_use',
    'tool_use',
    'end_turn',
    'max_tokens',
    'malformed_tool_use',
  ),
  /** How many events come before it is cut. */
  cut: fc.option(fc.nat(12), { freq: 6 }),
});
type AnyTurn = typeof aTurn extends fc.Arbitrary<infer T> ? T : never;

function* eventsOf({ text, calls, stopReason }: AnyTurn, turn: number): Generator<ConverseEvent> {
  yield messageStart();
  yield textDelta(text);
  yield blockStop();
  for (const [at, { name, json, type }] of calls.entries()) {
    const id = `${turn}.${at}`;
    const start = toolUseStart(name, id, at + 1);
    if (type !== undefined) Object.assign(start.contentBlockStart!.start!.toolUse!, { type });
    yield start;
    yield toolUseDelta(json, at + 1);
    yield blockStop(at + 1);
  }
  yield messageStop(stopReason);
  yield metadata();
}

it('whatever becomes of the calls, what is sent back and what is left is fit for Bedrock', async () => {
  const run = fc.record({
    turns: fc.array(aTurn, { maxLength: 4 }),
    concurrency: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
    ending: fc.constantFrom('stop', 'signal', 'leave'),
    patience: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ turns, concurrency, ending, patience }) => {
      const client = scriptedClient(({ index }) => {
        const turn = turns[index];
        return turn ? [...eventsOf(turn, index)].slice(0, turn.cut ?? undefined) : textMessage('Done.');
      });
      const callOf = (toolUseId: string) => {
        const [turn, at] = toolUseId.split('.').map(Number);
        return turns[turn!]!.calls[at!]!;
      };
      let latest = '';
      const tool = defineTool({
        name: 'tool',
        inputSchema: z.object({ n: z.number().optional() }),
        run: () => fates[callOf(latest).fate](),
      });
      const stop = new Subject<void>();
      const controller = new AbortController();
      const messages = [userMessage('Hello')];
      const all = converseWithTools(
        client,
        { modelId: 'any', messages },
        {
          tools: [tool],
          concurrency,
          stop,
          signal: controller.signal,
          retry: false,
          onApproval: (call) => {
            latest = call.toolUseId;
            return approvals[callOf(call.toolUseId).approval]!();
          },
        },
      );
      const outcomes = watch(all.pipe(mergeMap((turn) => turn.outcome)));
      const ended = watch(all);
      for (let turn = 0; turn < patience; turn++) await setImmediate();
      if (ending === 'stop') stop.next();
      else if (ending === 'signal') controller.abort();
      ended.subscription.unsubscribe();
      outcomes.subscription.unsubscribe();

      // Nothing hangs, not even for who comes when all have left.
      const late = watch(all.pipe(mergeMap((turn) => turn.outcome))).seen;
      expect(late.ends).toHaveLength(1);
      const history = (late.values as { messages: typeof messages }[]).flatMap((outcome) => outcome.messages);
      for (const { input } of client.requests) expect(faultsInRequest(input.messages)).toEqual([]);
      expect(faultsIn([...messages, ...history])).toEqual([]);
      // What was sent is what the turns have left, from the beginning.
      const sent = client.requests.at(-1)?.input.messages ?? messages;
      expect([...messages, ...history].slice(0, sent.length)).toEqual(sent);
    }),
    { numRuns: 300 },
  );
});
