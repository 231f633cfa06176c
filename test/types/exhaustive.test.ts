import type { ContentBlockDelta } from '@aws-sdk/client-bedrock-runtime';
import {
  type ConverseEvent,
  type DeltaEvent,
  type DeltaKind,
  isCitationDelta,
  isImageDelta,
  isReasoningDelta,
  isTextDelta,
  isToolResultDelta,
  isToolUseDelta,
} from 'rx-bedrock';
import { describe, expectTypeOf, it } from 'vitest';
import { doesNotCompile } from './doesNotCompile.js';

// What users write who want the compiler to tell them of a kind that they have forgotten, or that Bedrock has added.
// Each comes twice: whole, and with one kind missing. It is checked by `npm run types`, and never run.

declare function unreachable(rest: never): never;

describe('the kinds of delta', () => {
  it('are all those that the SDK knows', () => {
    expectTypeOf<DeltaKind>().toEqualTypeOf<Exclude<keyof ContentBlockDelta, '$unknown'>>();
  });

  it('can be switched over by name, to the end', () => {
    const whole = (kind: DeltaKind): string => {
      switch (kind) {
        case 'text':
        case 'toolUse':
        case 'toolResult':
        case 'reasoningContent':
        case 'citation':
        case 'image':
          return kind;
        default:
          return unreachable(kind);
      }
    };
    expectTypeOf(whole).returns.toBeString();
    doesNotCompile((kind: DeltaKind) => {
      switch (kind) {
        case 'text':
        case 'toolUse':
        case 'toolResult':
        case 'reasoningContent':
        case 'image':
          return kind;
        default:
          // @ts-expect-error -- the citation is missing
          return unreachable(kind);
      }
    });
  });

  it('can be told apart by the member that is there, to the end', () => {
    const whole = (delta: ContentBlockDelta) => {
      switch (true) {
        case delta.text !== undefined:
          return delta.text;
        case delta.toolUse !== undefined:
          return delta.toolUse.input;
        case delta.toolResult !== undefined:
          return delta.toolResult[0]?.text;
        case delta.reasoningContent !== undefined:
          return delta.reasoningContent.text;
        case delta.citation !== undefined:
          return delta.citation.title;
        case delta.image !== undefined:
          return delta.image.error?.message;
        case delta.$unknown !== undefined:
          return delta.$unknown[0];
        default:
          return unreachable(delta);
      }
    };
    expectTypeOf(whole).returns.toEqualTypeOf<string | undefined>();
    doesNotCompile((delta: ContentBlockDelta) => {
      switch (true) {
        case delta.text !== undefined:
        case delta.toolUse !== undefined:
        case delta.toolResult !== undefined:
        case delta.citation !== undefined:
        case delta.image !== undefined:
        case delta.$unknown !== undefined:
          return delta;
        default:
          // @ts-expect-error -- the reasoning is missing
          return unreachable(delta);
      }
    });
  });

  it('can be told apart by the guards, to the end', () => {
    const whole = (event: DeltaEvent) => {
      if (isTextDelta(event)) return event.contentBlockDelta.delta.text;
      if (isToolUseDelta(event)) return event.contentBlockDelta.delta.toolUse.input;
      if (isToolResultDelta(event)) return event.contentBlockDelta.delta.toolResult[0]?.text;
      if (isReasoningDelta(event)) return event.contentBlockDelta.delta.reasoningContent.text;
      if (isCitationDelta(event)) return event.contentBlockDelta.delta.citation.title;
      if (isImageDelta(event)) return event.contentBlockDelta.delta.image.error?.message;
      return unreachable(event);
    };
    expectTypeOf(whole).returns.toEqualTypeOf<string | undefined>();
    doesNotCompile((event: DeltaEvent) => {
      if (isTextDelta(event) || isToolUseDelta(event) || isToolResultDelta(event)) return event;
      if (isReasoningDelta(event) || isCitationDelta(event)) return event;
      // @ts-expect-error -- the image is missing
      return unreachable(event);
    });
  });
});

describe('the kinds of event', () => {
  it('can be told apart by the member that is there, to the end', () => {
    const whole = (event: ConverseEvent) => {
      switch (true) {
        case event.messageStart !== undefined:
          return event.messageStart.role;
        case event.contentBlockStart !== undefined:
          return event.contentBlockStart.start?.toolUse?.name;
        case event.contentBlockDelta !== undefined:
          return event.contentBlockDelta.delta?.text;
        case event.contentBlockStop !== undefined:
          return 'stop';
        case event.messageStop !== undefined:
          return event.messageStop.stopReason;
        case event.metadata !== undefined:
          return 'usage';
        // The SDK has exceptions in its union, and throws them: they never come as events.
        case event.internalServerException !== undefined:
        case event.modelStreamErrorException !== undefined:
        case event.serviceUnavailableException !== undefined:
        case event.throttlingException !== undefined:
        case event.validationException !== undefined:
        case event.$unknown !== undefined:
          return undefined;
        default:
          return unreachable(event);
      }
    };
    expectTypeOf(whole).returns.toEqualTypeOf<string | undefined>();
    doesNotCompile((event: ConverseEvent) => {
      switch (true) {
        case event.messageStart !== undefined:
        case event.contentBlockStart !== undefined:
        case event.contentBlockDelta !== undefined:
        case event.contentBlockStop !== undefined:
        case event.metadata !== undefined:
        case event.internalServerException !== undefined:
        case event.modelStreamErrorException !== undefined:
        case event.serviceUnavailableException !== undefined:
        case event.throttlingException !== undefined:
        case event.validationException !== undefined:
        case event.$unknown !== undefined:
          return event;
        default:
          // @ts-expect-error -- the messageStop is missing
          return unreachable(event);
      }
    });
  });
});
