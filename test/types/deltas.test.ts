import type {
  CitationsDelta,
  ContentBlockDelta,
  ImageBlockDelta,
  ReasoningContentBlockDelta,
  ToolResultBlockDelta,
  ToolUseBlockDelta,
} from '@aws-sdk/client-bedrock-runtime';
import { type AnyDeltaEvent, type ConverseEvent, type DeltaEvent, isDelta } from 'rx-bedrock';
import { filterDeltas, selectText } from 'rx-bedrock/operators';
import { textMessage, toolUseDelta, vocabulary } from 'rx-bedrock/testing';
import { filter, map, type Observable, of, type OperatorFunction } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import { doesNotCompile } from './doesNotCompile.js';

// What is asserted here is checked by `npm run types`; running it only shows that nothing throws.

const events = of(...textMessage('Hello'));

describe('filterDeltas', () => {
  it('narrows to each kind, whose member is then there for certain', () => {
    expectTypeOf(filterDeltas('text')).toEqualTypeOf<OperatorFunction<ConverseEvent, DeltaEvent<'text'>>>();
    const text = events.pipe(
      filterDeltas('text'),
      map(({ contentBlockDelta }) => contentBlockDelta.delta.text),
    );
    expectTypeOf(text).toEqualTypeOf<Observable<string>>();
    const toolUse = events.pipe(
      filterDeltas('toolUse'),
      map(({ contentBlockDelta }) => contentBlockDelta.delta.toolUse),
    );
    expectTypeOf(toolUse).toEqualTypeOf<Observable<ToolUseBlockDelta>>();
    const toolResult = events.pipe(
      filterDeltas('toolResult'),
      map(({ contentBlockDelta }) => contentBlockDelta.delta.toolResult),
    );
    expectTypeOf(toolResult).toEqualTypeOf<Observable<ToolResultBlockDelta[]>>();
    const reasoningContent = events.pipe(
      filterDeltas('reasoningContent'),
      map(({ contentBlockDelta }) => contentBlockDelta.delta.reasoningContent),
    );
    expectTypeOf(reasoningContent).toEqualTypeOf<Observable<ReasoningContentBlockDelta>>();
    const citation = events.pipe(
      filterDeltas('citation'),
      map(({ contentBlockDelta }) => contentBlockDelta.delta.citation),
    );
    expectTypeOf(citation).toEqualTypeOf<Observable<CitationsDelta>>();
    const image = events.pipe(
      filterDeltas('image'),
      map(({ contentBlockDelta }) => contentBlockDelta.delta.image),
    );
    expectTypeOf(image).toEqualTypeOf<Observable<ImageBlockDelta>>();
  });

  it('narrows to any delta without a kind, and promises nothing of what is in it', () => {
    expectTypeOf(filterDeltas()).toEqualTypeOf<OperatorFunction<ConverseEvent, AnyDeltaEvent>>();
    expectTypeOf<AnyDeltaEvent['contentBlockDelta']['delta']>().toEqualTypeOf<
      ContentBlockDelta | undefined
    >();
  });

  it('leaves events that every operator still takes, and that it can be given itself', () => {
    expectTypeOf(events.pipe(filterDeltas('text'), selectText())).toEqualTypeOf<Observable<string>>();
    expectTypeOf(events.pipe(filterDeltas(), filterDeltas('image'))).toEqualTypeOf<
      Observable<DeltaEvent<'image'>>
    >();
  });

  it('takes a kind that is known only at run time', () => {
    const kind = 'text' as 'text' | 'image';
    expectTypeOf(events.pipe(filterDeltas(kind))).toEqualTypeOf<Observable<DeltaEvent<'text' | 'image'>>>();
    const one = ({ contentBlockDelta: { delta } }: DeltaEvent<'text' | 'image'>) =>
      delta.text ?? delta.image.source;
    expectTypeOf(one).returns.not.toBeAny();
  });

  it('does not compile with a kind that does not exist', () => {
    // @ts-expect-error -- there is no such kind
    doesNotCompile(() => filterDeltas('txt'));
    // @ts-expect-error -- the name of the event is not the kind of a delta
    doesNotCompile(() => filterDeltas('contentBlockDelta'));
    // @ts-expect-error -- null is not "no kind"
    doesNotCompile(() => filterDeltas(null));
    // @ts-expect-error -- one kind at a time
    doesNotCompile(() => filterDeltas('text', 'image'));
  });

  it('does not compile behind something that is no stream of events', () => {
    // @ts-expect-error -- these are strings
    doesNotCompile(() => of('text').pipe(filterDeltas()));
    // @ts-expect-error -- a delta of text has no image
    doesNotCompile(({ contentBlockDelta: { delta } }: DeltaEvent<'text'>) => delta.image.source);
  });
});

describe('isDelta', () => {
  it('narrows an event, by kind or without', () => {
    const event = vocabulary.s;
    if (isDelta(event, 'toolUse')) {
      expectTypeOf(event.contentBlockDelta.delta.toolUse.input).toEqualTypeOf<string | undefined>();
    }
    if (isDelta(event)) {
      expectTypeOf(event.contentBlockDelta.contentBlockIndex).toEqualTypeOf<number | undefined>();
    }
  });

  it('narrows an array and a stream', () => {
    const array = textMessage('Hello');
    expectTypeOf(array.filter((event) => isDelta(event, 'text'))).toEqualTypeOf<DeltaEvent<'text'>[]>();
    expectTypeOf(array.filter(isDelta)).toEqualTypeOf<AnyDeltaEvent[]>();
    expectTypeOf(events.pipe(filter(isDelta))).toEqualTypeOf<Observable<AnyDeltaEvent>>();
  });

  it('does not compile with a kind that does not exist', () => {
    // @ts-expect-error -- there is no such kind
    doesNotCompile(() => isDelta(vocabulary.a, 'txt'));
  });
});

describe('the vocabulary', () => {
  it('is narrow enough to be expected behind filterDeltas', () => {
    expectTypeOf(vocabulary.a).toEqualTypeOf<DeltaEvent<'text'>>();
    expectTypeOf(toolUseDelta('{')).toEqualTypeOf<DeltaEvent<'toolUse'>>();
    expectTypeOf(vocabulary.s).toEqualTypeOf<ConverseEvent>();
  });
});
