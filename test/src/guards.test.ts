import * as bedrock from 'rx-bedrock';
import type { ConverseEvent } from 'rx-bedrock';
import { blockStop, toolUseStart, vocabulary } from 'rx-bedrock/testing';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { deltaOfEach, emptyDelta, unknownDelta, unknownEvent } from '../operators/oddEvents.js';

const events: Record<string, ConverseEvent> = {
  messageStart: vocabulary.s,
  contentBlockStart: toolUseStart('a', 'x'),
  ...deltaOfEach,
  emptyDelta,
  unknownDelta,
  contentBlockStop: blockStop(),
  messageStop: vocabulary.e,
  metadata: vocabulary.m,
  unknownEvent,
};

const deltas = [...Object.keys(deltaOfEach), 'emptyDelta', 'unknownDelta'];

describe('a guard', () => {
  it.each([
    ['isMessageStart', ['messageStart']],
    ['isContentBlockStart', ['contentBlockStart']],
    ['isContentBlockDelta', deltas],
    ['isContentBlockStop', ['contentBlockStop']],
    ['isMessageStop', ['messageStop']],
    ['isMetadata', ['metadata']],
    ['isTextDelta', ['text']],
    ['isToolUseDelta', ['toolUse']],
    ['isToolResultDelta', ['toolResult']],
    ['isReasoningDelta', ['reasoningContent']],
    ['isCitationDelta', ['citation']],
    ['isImageDelta', ['image']],
  ] as const)('%s lets only %j pass, also as the predicate of filter()', (guard, names) => {
    const passed = Object.values(events).filter(bedrock[guard]);
    expect(passed).toEqual(names.map((name) => events[name]));
  });

  it('narrows without a cast', () => {
    const narrow = (event: ConverseEvent) => {
      if (bedrock.isTextDelta(event))
        expectTypeOf(event.contentBlockDelta.delta.text).toEqualTypeOf<string>();
      if (bedrock.isMessageStop(event)) expectTypeOf(event.messageStop).not.toBeNever();
      if (bedrock.isToolUseDelta(event)) {
        expectTypeOf(event.contentBlockDelta.contentBlockIndex).toEqualTypeOf<number>();
      }
    };
    Object.values(events).forEach(narrow);
  });
});
