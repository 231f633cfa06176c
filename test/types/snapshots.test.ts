import type { ContentBlock, StopReason, TokenUsage } from '@aws-sdk/client-bedrock-runtime';
import {
  type ConverseEvent,
  GenerationError,
  type GenerationErrorCode,
  type GenerationState,
  type MessageSnapshot,
  type Outcome,
  type ResponseInfo,
  type Status,
  userMessage,
} from 'rx-bedrock';
import {
  accumulateMessage,
  accumulateText,
  multicastReplay,
  settleOutcome,
  tapUsage,
  trackState,
  verifyStream,
} from 'rx-bedrock/operators';
import type { MonoTypeOperatorFunction, OperatorFunction } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import { doesNotCompile } from './doesNotCompile.js';

describe('the operators', () => {
  it('say what goes in and what comes out', () => {
    expectTypeOf(accumulateText()).toEqualTypeOf<OperatorFunction<ConverseEvent, string>>();
    expectTypeOf(accumulateMessage()).toEqualTypeOf<OperatorFunction<ConverseEvent, MessageSnapshot>>();
    expectTypeOf(settleOutcome()).toEqualTypeOf<OperatorFunction<ConverseEvent, Outcome>>();
    expectTypeOf(trackState()).toEqualTypeOf<OperatorFunction<ConverseEvent, GenerationState>>();
    expectTypeOf(verifyStream()).toEqualTypeOf<MonoTypeOperatorFunction<ConverseEvent>>();
    expectTypeOf(multicastReplay()).toEqualTypeOf<MonoTypeOperatorFunction<ConverseEvent>>();
  });

  it('do not compile with options that cannot be meant', () => {
    // @ts-expect-error -- the grace is an option, not the argument
    doesNotCompile(() => multicastReplay(1000));
    // @ts-expect-error -- milliseconds, not a text
    doesNotCompile(() => multicastReplay({ grace: '1s' }));
    // @ts-expect-error -- a misspelt option would be ignored without a word
    doesNotCompile(() => multicastReplay({ gracePeriod: 1000 }));
    // @ts-expect-error -- the prices are an option, not the argument
    doesNotCompile(() => tapUsage(() => undefined, { inputPerMillion: 1, outputPerMillion: 2 }));
    // @ts-expect-error -- half of the prices reckon half of the cost
    doesNotCompile(() => tapUsage(() => undefined, { prices: { inputPerMillion: 1 } }));
    // @ts-expect-error -- there is no observer
    doesNotCompile(() => tapUsage());
  });

  it('tell the observer of tapUsage what it gets', () => {
    tapUsage((usage, cost) => {
      expectTypeOf(usage).toEqualTypeOf<TokenUsage>();
      expectTypeOf(cost).toEqualTypeOf<number | undefined>();
    });
  });
});

describe('a snapshot', () => {
  it('has content for certain, and goes back into messages as it is', () => {
    expectTypeOf<MessageSnapshot['message']['content']>().toEqualTypeOf<ContentBlock[]>();
    const history = (snapshot: MessageSnapshot) => [userMessage('Hello'), snapshot.message];
    expectTypeOf(history).returns.items.toEqualTypeOf<ReturnType<typeof userMessage>>();
  });

  it('has what Bedrock may not have sent as what it is or absent, never as undefined', () => {
    expectTypeOf<MessageSnapshot['status']>().toEqualTypeOf<Status>();
    expectTypeOf<MessageSnapshot['stopReason']>().toEqualTypeOf<StopReason | undefined>();
    expectTypeOf<MessageSnapshot['usage']>().toEqualTypeOf<TokenUsage | undefined>();
    expectTypeOf<MessageSnapshot['metrics']>().toEqualTypeOf<{ latencyMs: number } | undefined>();
    expectTypeOf<MessageSnapshot['response']>().toEqualTypeOf<ResponseInfo | undefined>();
    const snapshot: MessageSnapshot = { message: { role: 'user', content: [] }, status: 'failed' };
    // @ts-expect-error -- absent, not undefined
    doesNotCompile((): MessageSnapshot => ({ ...snapshot, usage: undefined }));
  });

  it('grows into an outcome, and that into a state', () => {
    expectTypeOf<Outcome>().toExtend<MessageSnapshot>();
    expectTypeOf<GenerationState>().toExtend<Outcome>();
    expectTypeOf<Outcome['error']>().toEqualTypeOf<GenerationError | undefined>();
    expectTypeOf<GenerationState['text']>().toEqualTypeOf<string>();
    expectTypeOf<Outcome>().not.toHaveProperty('text');
  });
});

describe('GenerationError', () => {
  it('has all that a catch block wants to know', () => {
    expectTypeOf<GenerationError>().toExtend<Error>();
    expectTypeOf<GenerationError['name']>().toEqualTypeOf<'GenerationError'>();
    expectTypeOf<GenerationError['code']>().toEqualTypeOf<GenerationErrorCode>();
    expectTypeOf<GenerationError['retryable']>().toEqualTypeOf<boolean>();
    expectTypeOf<GenerationError['partial']>().toEqualTypeOf<MessageSnapshot>();
    expectTypeOf<GenerationError['response']>().toEqualTypeOf<ResponseInfo | undefined>();
    expectTypeOf<GenerationError['cause']>().toEqualTypeOf<unknown>();
  });

  it('has codes that a switch can go through to the end', () => {
    const advice = (code: GenerationErrorCode): string => {
      switch (code) {
        case 'throttled':
        case 'unavailable':
        case 'network':
        case 'timeout':
          return 'again';
        case 'truncated':
        case 'aborted':
        case 'rejected':
        case 'model':
        case 'protocol':
        case 'budget':
        case 'producerLost':
        case 'logGap':
        case 'logExpired':
        case 'unknown':
          return 'not again';
      }
    };
    expectTypeOf(advice).returns.toEqualTypeOf<string>();
  });

  it('does not compile with a code that does not exist, and cannot be changed', () => {
    // @ts-expect-error -- there is no such code
    doesNotCompile(() => new GenerationError('cancelled', 'Somebody left.'));
    // @ts-expect-error -- a code is what happened: it does not change afterwards
    doesNotCompile((error: GenerationError) => (error.code = 'aborted'));
    // @ts-expect-error -- neither does what had arrived
    doesNotCompile((error: GenerationError) => (error.partial = {} as MessageSnapshot));
  });
});
