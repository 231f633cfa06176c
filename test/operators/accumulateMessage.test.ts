import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { converse, type ConverseEvent, GenerationError, type MessageSnapshot, userMessage } from 'rx-bedrock';
import { accumulateMessage, multicastReplay } from 'rx-bedrock/operators';
import { metadata, scriptedClient, textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { lastValueFrom, of, takeUntil, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { absentDelta, emptyDelta, unknownDelta, unknownEvent, unknownStart } from './oddEvents.js';

const used = { usage: { inputTokens: 12, outputTokens: 34, totalTokens: 46 }, metrics: { latencyMs: 420 } };
const stopReason = 'end_turn' as const;

function snapshot(texts: string[], rest: Omit<MessageSnapshot, 'message'>): MessageSnapshot {
  return { message: { role: 'assistant', content: texts.map((text) => ({ text })) }, ...rest };
}

const snapshots = {
  0: snapshot([], { status: 'stopped' }),
  1: snapshot([], { status: 'connecting' }),
  2: snapshot(['a'], { status: 'streaming' }),
  3: snapshot(['ab'], { status: 'streaming' }),
  4: snapshot(['ab'], { status: 'streaming', stopReason }),
  5: snapshot(['ab'], { status: 'streaming', stopReason, ...used }),
  6: snapshot(['ab'], { status: 'complete', stopReason, ...used }),
  7: snapshot(['a'], { status: 'stopped' }),
};

describe('accumulateMessage', () => {
  conforms(accumulateMessage());
  refusesOtherSources('accumulateMessage', accumulateMessage());

  it(
    'does what its diagram draws',
    drawn('operators/accumulateMessage.ts', ({ cold, shows }) => {
      shows('accumulateMessage()', cold('in', vocabulary).pipe(accumulateMessage()), snapshots);
    }),
  );

  it(
    'is stopped, not complete, where the stream completes without messageStop',
    marbles((m) => {
      const source = m.cold('s-a-b-e-m|', vocabulary);
      const stopped = source.pipe(takeUntil(m.cold('---x')));
      m.expect(stopped.pipe(accumulateMessage())).toBeObservable('1-2(7|)', snapshots);
      m.expect(m.cold('--|', vocabulary).pipe(accumulateMessage())).toBeObservable('--(0|)', snapshots);
    }),
  );

  it(
    'is complete without metadata, and then knows no usage',
    marbles((m) => {
      const source = m.cold('                s-a-b-e|', vocabulary);
      m.expect(source.pipe(accumulateMessage())).toBeObservable('1-2-3-4(5|)', {
        ...snapshots,
        5: snapshot(['ab'], { status: 'complete', stopReason }),
      });
    }),
  );

  it(
    'hands an error on after the last snapshot',
    marbles((m) => {
      const error = new GenerationError('model', 'The model failed.');
      const source = m.cold('                s-a-#', vocabulary, error);
      m.expect(source.pipe(accumulateMessage())).toBeObservable('1-2-#', snapshots, error);
    }),
  );

  it(
    'shows a late subscriber of a shared generation the same message',
    marbles((m) => {
      const shared = m.cold('                        s-a-b-e------m|', vocabulary).pipe(multicastReplay());
      m.expect(shared.pipe(accumulateMessage())).toBeObservable('    1-2-3-4------5(6|)', snapshots);
      const late = shared.pipe(accumulateMessage());
      m.expect(late, '-------^').toBeObservable('-------(134)-5(6|)', snapshots);
    }),
  );

  it(
    'stays connecting until the first content',
    marbles((m) => {
      const call = { toolUse: { toolUseId: 'tooluse_1', name: 'weather', input: {} } };
      const source = m.cold('                s-o-t|', vocabulary);
      m.expect(source.pipe(accumulateMessage())).toBeObservable('1-1-2(3|)', {
        1: snapshot([], { status: 'connecting' }),
        2: { message: { role: 'assistant', content: [call] }, status: 'streaming' },
        3: snapshot([], { status: 'stopped' }),
      });
    }),
  );
});

describe('the message', () => {
  it('has its blocks in order of index, whatever the order of arrival', () => {
    const events = [textDelta('r', 7), textDelta('p', 0), textDelta('q', 1), textDelta('P', 0)];
    expect(contentOf(events)).toStrictEqual([{ text: 'pP' }, { text: 'q' }, { text: 'r' }]);
  });

  it('has no blank blocks, which Bedrock would refuse, but keeps the blanks of the others', () => {
    const events = [
      textDelta(' \n', 0),
      textDelta('', 1),
      textDelta(' ', 2),
      textDelta('a', 2),
      textDelta('\n', 2),
    ];
    expect(contentOf(events)).toStrictEqual([{ text: ' a\n' }]);
  });

  it('is not broken by what is empty or not known yet', () => {
    const odd = [emptyDelta, absentDelta, unknownDelta, unknownStart, unknownEvent];
    expect(contentOf([...odd, textDelta('a'), ...odd])).toStrictEqual([{ text: 'a' }]);
  });

  it('has the role that messageStart names', () => {
    const [first] = snapshotsOf([{ messageStart: { role: 'user' } }]);
    expect(first?.message.role).toBe('user');
  });

  it('begins anew with a second messageStart: it is another message', () => {
    const { s, a, b, e, m } = vocabulary;
    expect(snapshotsOf([s, a, e, m, s, b]).at(-1)).toStrictEqual(snapshot(['b'], { status: 'stopped' }));
  });
});

describe('what stands beside the message', () => {
  it('is all that messageStop and metadata bring', () => {
    const trace = { promptRouter: { invokedModelId: 'a-model' } };
    const additionalModelResponseFields = { stop_sequence: 'END' };
    const last = snapshotsOf([
      { messageStop: { stopReason: 'stop_sequence', additionalModelResponseFields } },
      {
        metadata: {
          usage: used.usage,
          metrics: used.metrics,
          trace,
          performanceConfig: { latency: 'optimized' },
          serviceTier: { type: 'flex' },
        },
      },
    ]).at(-1);
    expect(last).toStrictEqual(
      snapshot([], {
        status: 'complete',
        stopReason: 'stop_sequence',
        additionalModelResponseFields,
        ...used,
        trace,
        performanceConfig: { latency: 'optimized' },
        serviceTier: { type: 'flex' },
      }),
    );
  });

  it('lacks what did not come: a metadata without usage says nothing of the usage', () => {
    const partOfIt = { metadata: { usage: undefined, metrics: used.metrics } } as unknown as ConverseEvent;
    const last = snapshotsOf([vocabulary.e, partOfIt]).at(-1);
    expect(last).toStrictEqual(snapshot([], { status: 'complete', stopReason, metrics: used.metrics }));
  });

  it('is of the last metadata where two come, and keeps what only the first had', () => {
    const second = {
      metadata: { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } },
    } as ConverseEvent;
    const last = snapshotsOf([vocabulary.e, metadata({}, 7), second]).at(-1);
    expect(last?.usage?.totalTokens).toBe(3);
    expect(last?.metrics).toEqual({ latencyMs: 7 });
  });

  it('holds the response, for a generation that came from a client', async () => {
    const input = { modelId: 'any', messages: [userMessage('Hi')] };
    const generation = converse(scriptedClient(), input);
    const [early, late] = await Promise.all([
      lastValueFrom(generation.pipe(accumulateMessage())),
      lastValueFrom(generation.pipe(accumulateMessage())),
    ]);
    expect(early.response).toEqual({ requestId: 'scripted-1', attempts: 1 });
    expect(late).toStrictEqual(early);
    expect(await lastValueFrom(generation.pipe(accumulateMessage()))).toStrictEqual(early);
  });
});

describe('a snapshot', () => {
  it('never changes once it is out', () => {
    const taken: MessageSnapshot[] = [];
    const copies: MessageSnapshot[] = [];
    of(...textMessage('One two three'))
      .pipe(accumulateMessage())
      .subscribe((each) => {
        taken.push(each);
        copies.push(structuredClone(each));
      });
    expect(taken).toStrictEqual(copies);
  });

  it('shares with the one before whatever has not changed', () => {
    const { s, e, m } = vocabulary;
    const all = snapshotsOf([s, textDelta('p', 0), textDelta('q', 1), e, m]);
    const [, first, second, third, fourth, last] = all;
    expect(second!.message.content[0]).toBe(first!.message.content[0]);
    expect(third!.message).toBe(second!.message);
    expect(fourth!.message).toBe(second!.message);
    expect(last!.message).toBe(second!.message);
    expect(last!.usage).toBe(fourth!.usage);
  });
});

function snapshotsOf(events: ConverseEvent[]): MessageSnapshot[] {
  let seen: MessageSnapshot[] = [];
  of(...events)
    .pipe(accumulateMessage(), toArray())
    .subscribe((all) => (seen = all));
  return seen;
}

function contentOf(events: ConverseEvent[]): ContentBlock[] {
  return snapshotsOf(events).at(-1)!.message.content;
}
