import { type ConverseEvent, GenerationError, type GenerationState, type Status } from 'rx-bedrock';
import { multicastReplay, settleOutcome, trackState } from 'rx-bedrock/operators';
import { textDelta, textMessage, vocabulary } from 'rx-bedrock/testing';
import { EMPTY, NEVER, Observable, of, take, takeUntil, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { refusesOtherSources } from '../complaints.js';
import { conforms } from '../conformance.js';
import { drawn } from '../drawn.js';
import { marbles } from '../marbles.js';
import { emptyDelta, unknownEvent, unknownStart } from './oddEvents.js';

const stopReason = 'end_turn' as const;
const used = { usage: { inputTokens: 12, outputTokens: 34, totalTokens: 46 }, metrics: { latencyMs: 420 } };

type Rest = Omit<GenerationState, 'message' | 'text' | 'status'>;

function state(text: string, status: Status, rest: Rest = {}): GenerationState {
  const content = text === '' ? [] : [{ text }];
  return { message: { role: 'assistant', content }, status, text, ...rest };
}

const states = {
  1: state('', 'connecting'),
  2: state('a', 'streaming'),
  3: state('ab', 'streaming'),
  4: state('ab', 'streaming', { stopReason }),
  5: state('ab', 'streaming', { stopReason, ...used }),
  6: state('ab', 'complete', { stopReason, ...used }),
  7: state('a', 'stopped'),
};

describe('trackState', () => {
  conforms(trackState(), { settles: true });
  refusesOtherSources('trackState', trackState());

  it(
    'does what its diagram draws',
    drawn('operators/trackState.ts', ({ cold, shows }) => {
      shows('trackState()', cold('in', vocabulary).pipe(trackState()), states);
    }),
  );

  it(
    'makes an error the last state, beside all that had arrived, and completes',
    marbles((m) => {
      const error = new GenerationError('timeout', 'The model went silent.');
      const source = m.cold('         --s-a-#', vocabulary, error);
      m.expect(source.pipe(trackState())).toBeObservable('1---2-(e|)', {
        ...states,
        e: state('a', 'timedOut', { error }),
      });
    }),
  );

  it('asks for nothing where nobody stays for more than the first state', () => {
    let subscriptions = 0;
    const source = new Observable<ConverseEvent>(() => {
      subscriptions++;
    });
    const first: Status[] = [];
    source.pipe(trackState(), take(1)).subscribe(({ status }) => first.push(status));
    expect([first, subscriptions]).toEqual([['connecting'], 0]);
  });

  it(
    'is stopped where the stream completes without messageStop',
    marbles((m) => {
      const source = m.cold('--s-a-b-e-m|', vocabulary);
      const stopped = source.pipe(takeUntil(m.cold('-----x')));
      m.expect(stopped.pipe(trackState())).toBeObservable('1---2(7|)', states);
    }),
  );

  it(
    'stays connecting through whatever is no content, and streams from the start of a block on',
    marbles((m) => {
      const source = m.cold('         -s-o-?-d-t', {
        ...vocabulary,
        '?': unknownEvent,
        d: emptyDelta,
        t: unknownStart,
      });
      m.expect(source.pipe(trackState())).toBeObservable('1--------2', {
        1: state('', 'connecting'),
        2: state('', 'streaming'),
      });
    }),
  );

  it(
    'shows a late subscriber where things stand, and then the same end',
    marbles((m) => {
      const shared = m.cold('                  -s-a-b-e------m|', vocabulary).pipe(multicastReplay());
      m.expect(shared.pipe(trackState())).toBeObservable('     1--2-3-4------5(6|)', states);
      m.expect(shared.pipe(trackState()), '--------^').toBeObservable('--------(134)-5(6|)', states);
    }),
  );

  it(
    'leaves the source when it is left',
    marbles((m) => {
      const source = m.cold('--s-a-b-e-m|', vocabulary);
      m.expect(source.pipe(trackState()), '^---!').toBeObservable('1----', states);
      m.expect(source).toHaveSubscriptions('        ^---!');
    }),
  );
});

describe('the first state', () => {
  it('comes synchronously, also from a source that says nothing', () => {
    const seen: GenerationState[] = [];
    NEVER.pipe(trackState())
      .subscribe((each) => seen.push(each))
      .unsubscribe();
    expect(seen).toStrictEqual([state('', 'connecting')]);
  });

  it('comes before the source is subscribed to', () => {
    let isAsked = false;
    const asked = new Observable<ConverseEvent>(() => {
      isAsked = true;
    });
    asked.pipe(trackState(), take(1)).subscribe();
    expect(isAsked).toBe(false);
  });
});

describe('the last state', () => {
  it('is the outcome with its text', () => {
    const events = [...textMessage('One two'), textDelta('')];
    const last = lastOf(of(...events).pipe(trackState()));
    expect(last).toStrictEqual({
      ...(lastOf(of(...events).pipe(settleOutcome())) as object),
      text: 'One two',
    });
  });

  it('of a source that is empty is stopped, with no text', () => {
    expect(lastOf(EMPTY.pipe(trackState()))).toStrictEqual(state('', 'stopped'));
  });

  it('of a generation that was refused is failed, and has the error itself', () => {
    const error = new GenerationError('rejected', 'No such model.');
    const last = lastOf(throwError(() => error).pipe(trackState())) as GenerationState;
    expect(last).toMatchObject({ status: 'failed', text: '' });
    expect(last.error).toBe(error);
  });

  it('wraps an error of somebody else’s code', () => {
    const cause = new Error('from a callback');
    const last = lastOf(throwError(() => cause).pipe(trackState())) as GenerationState;
    expect(last.error).toMatchObject({ code: 'unknown', cause });
  });
});

describe('the text', () => {
  it('keeps the blanks that the message drops, block after block', () => {
    const events = [textDelta('r', 2), textDelta(' ', 1), textDelta('p', 0)];
    expect(lastOf(of(...events).pipe(trackState()))).toMatchObject({
      text: 'p r',
      message: { content: [{ text: 'p' }, { text: 'r' }] },
    });
  });
});

function lastOf(source: Observable<unknown>): unknown {
  const seen: unknown[] = [];
  source.subscribe((each) => seen.push(each));
  return seen.at(-1);
}
