import type { Message } from '@aws-sdk/client-bedrock-runtime';
import {
  type Conversation,
  type ConversationOptions,
  type ConversationState,
  type ConversationStatus,
  type ConversationTurn,
  type ConverseEvent,
  createConversation,
  defineTool,
  keepWithinTokens,
  type SendOptions,
  type Status,
  type TrimHistory,
} from 'rx-bedrock';
import { scriptedClient } from 'rx-bedrock/testing';
import type { Observable } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { doesNotCompile } from './doesNotCompile.js';

describe('a conversation', () => {
  it('says what can be followed', () => {
    expectTypeOf<Conversation['state']>().toEqualTypeOf<Observable<ConversationState>>();
    expectTypeOf<Conversation['turns']>().toEqualTypeOf<Observable<readonly ConversationTurn[]>>();
    expectTypeOf<Conversation['messages']>().toEqualTypeOf<Observable<readonly Message[]>>();
    expectTypeOf<ReturnType<Conversation['send']>>().toEqualTypeOf<Observable<ConverseEvent>>();
    expectTypeOf<ConversationStatus>().toEqualTypeOf<Status | 'idle' | 'tool'>();
  });

  it('takes tools of any input, and what every turn is asked with', () => {
    const tool = defineTool({
      name: 'sum',
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      run: ({ a, b }) => a + b,
    });
    const conversation = createConversation(scriptedClient(), {
      modelId: 'any',
      tools: [tool],
      inferenceConfig: { temperature: 0 },
      idleTimeout: 1_000,
      trimHistory: keepWithinTokens(1_000),
    });
    expectTypeOf(conversation).toEqualTypeOf<Conversation>();
    expectTypeOf(keepWithinTokens(1_000)).toEqualTypeOf<TrimHistory>();
  });

  it('has no use for what it decides itself', () => {
    doesNotCompile(() => {
      // @ts-expect-error -- a turn runs to its end, whoever leaves
      const withGrace: ConversationOptions = { modelId: 'any', grace: 1_000 };
      // @ts-expect-error -- stop() does that
      const withStop: ConversationOptions = { modelId: 'any', stop: [] };
      // @ts-expect-error -- the policy is that of the whole conversation
      const withPolicy: SendOptions = { policy: 'switch' };
      return { withGrace, withStop, withPolicy };
    });
  });
});
