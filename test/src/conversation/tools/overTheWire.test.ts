import type { ContentBlock, ConverseStreamCommandInput, ToolUseBlock } from '@aws-sdk/client-bedrock-runtime';
import { converseWithTools, defineTool, type Turn, type TurnOutcome, userMessage } from 'rx-bedrock';
import { messageStart, stall, toolUseDelta, toolUseStart, blockStop } from 'rx-bedrock/testing';
import { bytes } from 'rx-bedrock/testing/loopback';
import {
  concatMap,
  filter,
  first,
  firstValueFrom,
  lastValueFrom,
  mergeMap,
  NEVER,
  type Observable,
  Subject,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { independentFold } from '../../../corpus/independentFold.js';
import type { Recorded } from '../../../corpus/recorded.js';
import { recordings, sayWhereThereAreNone } from '../../../corpus/recordings.js';
import { closesPromptly } from '../../../wire/promptly.js';
import { protocols, serve } from '../../../wire/serve.js';

sayWhereThereAreNone();

const input: ConverseStreamCommandInput = { modelId: 'a-model', messages: [userMessage('Hello')] };

/** Those that call tools of ours: Claude's, Nova's, and whoever else's was recorded. */
const calling = recordings.filter(({ recorded, isWhole }) => isWhole && callsIn(recorded).length > 0);
const answer = recordings.find(({ tool, isWhole }) => tool === undefined && isWhole)!;

function callsIn(recorded: readonly Recorded[]): ToolUseBlock[] {
  const content = independentFold(recorded).message.content as ContentBlock[];
  return content.flatMap(({ toolUse }) => (toolUse && toolUse.type !== 'server_tool_use' ? [toolUse] : []));
}

function outcomesOf(turns: Observable<Turn>): Promise<TurnOutcome[]> {
  return lastValueFrom(
    turns.pipe(
      concatMap((turn) => turn.outcome),
      toArray(),
    ),
  );
}

describe.each(protocols)('a run with tools as recorded, over %s', (protocol) => {
  it.each(calling)(
    'is two turns, whose requests are these and no others: $name',
    async ({ body, recorded }) => {
      const script = ({ index }: { index: number }) => [bytes(index === 0 ? body : answer.body)];
      const { client, bedrock } = await serve(protocol, script);
      const ours = callsIn(recorded);
      const names = [...new Set(ours.map((call) => call.name!))];
      const inputSchema = { type: 'object' };
      const tools = names.map((name) => defineTool({ name, inputSchema, run: async (given) => ({ given }) }));
      const outcomes = await outcomesOf(converseWithTools(client, input, { tools }));
      const results = ours.map(({ toolUseId, input: given }) => ({
        toolResult: { toolUseId, content: [{ json: { given } }] },
      }));
      const history = [independentFold(recorded).message, { role: 'user', content: results }];
      const toolConfig = {
        tools: names.map((name) => ({ toolSpec: { name, inputSchema: { json: inputSchema } } })),
      };
      expect(bedrock.requests.map((request) => request.input)).toEqual([
        { ...input, toolConfig },
        { ...input, toolConfig, messages: [...input.messages!, ...history] },
      ]);
      const left = outcomes.flatMap(({ messages }) => messages);
      expect(left).toEqual([...history, independentFold(answer.recorded).message]);
    },
  );
});

describe.each(protocols)('a turn that is stopped, over %s', (protocol) => {
  const call = [messageStart(), toolUseStart('wait', 't'), toolUseDelta('{}'), blockStop()];

  /** A tool that only an abort ends. */
  function waiting() {
    let aborted: number | undefined;
    const tool = defineTool({
      name: 'wait',
      inputSchema: { type: 'object' },
      run: (_input, { signal }) => {
        signal.addEventListener('abort', () => (aborted = performance.now()));
        return NEVER;
      },
    });
    return { tool, abortedAt: () => aborted };
  }

  function running(turns: Observable<Turn>) {
    return firstValueFrom(
      turns.pipe(
        mergeMap((turn) => turn.toolRuns),
        filter(({ status }) => status === 'running'),
      ),
    );
  }

  it.each(['stop', 'signal', 'leave'] as const)(
    'closes the stream and aborts its tools: by %s',
    async (way) => {
      const { client, asked } = await serve(protocol, [...call, stall()]);
      const { tool, abortedAt } = waiting();
      const stop = new Subject<void>();
      const controller = new AbortController();
      const turns = converseWithTools(client, input, { tools: [tool], stop, signal: controller.signal });
      const subscription = turns.subscribe({ error: () => undefined });
      await running(turns);
      const request = await asked();
      await closesPromptly(request, () => {
        if (way === 'stop') stop.next();
        else if (way === 'signal') controller.abort();
        else subscription.unsubscribe();
        expect(abortedAt()).toBeDefined();
      });
      const outcome = await firstValueFrom(
        turns.pipe(
          first(),
          mergeMap((turn) => turn.outcome),
        ),
      );
      expect(outcome).toMatchObject({
        status: way === 'stop' ? 'stopped' : 'aborted',
        messages: [
          { role: 'assistant', content: [{ toolUse: { toolUseId: 't' } }] },
          { role: 'user', content: [{ toolResult: { toolUseId: 't', status: 'error' } }] },
        ],
        response: { requestId: 'loopback-1', attempts: 1 },
      });
    },
  );
});
