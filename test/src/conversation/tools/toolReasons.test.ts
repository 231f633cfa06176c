import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import { concat, NEVER, Observable, of, startWith, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/testing/probe.js';
import { loopOf, said } from './calls.js';
import { hanging } from './followed.js';

describe('the reason that a tool is given', () => {
  const midway = () => NEVER.pipe(startWith(...said('spP')));
  const whole = () => of(...said('spPum'));

  it.each([
    ['in the middle of the message', midway],
    ['after it', whole],
  ])('is that of the signal: %s', (_when, generation) => {
    const { hangs, reason } = hanging('p');
    const controller = new AbortController();
    const { signal } = controller;
    const aborting = new Observable<ConverseEvent>((subscriber) => {
      signal.addEventListener('abort', () =>
        subscriber.error(new GenerationError('aborted', 'By the signal.')),
      );
      return generation().subscribe(subscriber);
    });
    watch(loopOf([aborting], { tools: [hangs], signal }).turns);
    controller.abort('enough');
    expect(reason()).toBe('enough');
  });

  it.each([
    ['in the middle of the message', midway],
    ['after it', whole],
  ])('is the error that stops, or one of ours where there is none: %s', (_when, generation) => {
    for (const why of [new Error('Enough.'), 'a click']) {
      const { hangs, reason } = hanging('p');
      const stop = new Subject<unknown>();
      watch(loopOf([generation()], { tools: [hangs], stop }).turns);
      stop.next(why);
      if (why instanceof Error) expect(reason()).toBe(why);
      else expect(reason()).toMatchObject({ name: 'AbortError', message: 'The turns were stopped.' });
    }
  });

  it('is the error of the generation, or that everybody has left', () => {
    const failed = hanging('p');
    const failing = concat(
      of(...said('spP')),
      throwError(() => new GenerationError('network', 'It broke.')),
    );
    watch(loopOf([failing], { tools: [failed.hangs] }).turns);
    expect(failed.reason()).toMatchObject({ code: 'network' });
    const left = hanging('p');
    watch(loopOf([midway()], { tools: [left.hangs] }).turns).subscription.unsubscribe();
    expect(left.reason()).toMatchObject({
      code: 'aborted',
      message: expect.stringContaining('last subscriber left') as string,
    });
  });

  it('is given to who is asked for approval, too', () => {
    let given: AbortSignal | undefined;
    const stop = new Subject<unknown>();
    const { turns } = loopOf([whole()], {
      tools: [hanging('p').hangs],
      stop,
      onApproval: (_call, { signal }) => {
        given = signal;
        return NEVER;
      },
    });
    watch(turns);
    const why = new Error('Enough.');
    stop.next(why);
    expect(given?.reason).toBe(why);
  });
});
