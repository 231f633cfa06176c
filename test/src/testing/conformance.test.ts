import type { ConverseEvent } from 'rx-bedrock';
import { behavesLikeAnOperator, type ConformanceOptions } from 'rx-bedrock/testing';
import { catchError, config, of, type OperatorFunction } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as broken from './brokenOperators.js';

type Options = Omit<ConformanceOptions, 'it' | 'expect'>;

/** Runs the suite like a test runner would, and tells the names of the tests that went red. */
async function redTests(operator: OperatorFunction<ConverseEvent, unknown>, options: Options = {}) {
  const tests: { name: string; test: () => Promise<void> | undefined }[] = [];
  const collect = (name: string, test: () => Promise<void> | undefined) => tests.push({ name, test });
  behavesLikeAnOperator(operator, { it: collect, expect, ...options });
  const red: string[] = [];
  for (const { name, test } of tests) {
    try {
      await test();
    } catch {
      red.push(name.split(':')[0]!);
    }
    // What RxJS reports it reports in a later task: it must not fall into the next test.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return red;
}

const boom = () => {
  throw new Error('from the callback');
};

describe('the suite', () => {
  beforeEach(() => {
    // Some of the broken ones throw where RxJS can only report it.
    config.onUnhandledError = () => undefined;
  });
  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('is green for a sound operator', async () => {
    expect(await redTests(broken.sound(), { throwing: broken.sound(boom) })).toEqual([]);
  });

  it('is green for a sound one that settles', async () => {
    const settles: OperatorFunction<ConverseEvent, unknown> = (source) =>
      source.pipe(catchError((error: unknown) => of(error)));
    expect(await redTests(settles, { settles: true })).toEqual([]);
    expect(await redTests(settles)).toEqual(['error']);
  });

  it.each<[string, OperatorFunction<ConverseEvent, unknown>, string[]]>([
    ['whose state belongs to its application', broken.stateFromTheApplication(), ['second subscription']],
    ['whose state belongs to the operator', broken.stateFromTheCall(), ['second subscription']],
    ['that loses its inner subscription', broken.innerSubscriptionLost(), ['never-ending', 'early leave']],
    ['that ignores an early leave', broken.earlyLeaveIgnored(), ['early leave']],
    ['that swallows an error', broken.errorSwallowed(), ['error']],
    ['that wraps an error', broken.errorWrapped(), ['error']],
    ['that makes an error a value and never ends', broken.errorWithoutAnEnd(), ['error', 'early leave']],
    ['that loses the completion', broken.completionLost(), ['empty', 'one', 'many', 'early leave']],
    ['that asks its source twice', broken.sourceSubscribedTwice(), ['never-ending', 'second subscription']],
    ['that does not wait for its source', broken.completesTooEarly(), ['never', 'error', 'never-ending']],
    ['that subscribes when it is applied', broken.eager(), ['never-ending', 'second subscription']],
    ['that catches what its subscriber throws', broken.subscriberThrowCaught(), ['throwing subscriber']],
  ])('is red for one %s', async (_name, operator, expected) => {
    expect(await redTests(operator)).toEqual(expect.arrayContaining(expected));
  });

  it.each<[string, OperatorFunction<ConverseEvent, unknown>]>([
    ['swallowed', broken.callbackThrowSwallowed(boom)],
    ['not routed to the subscriber', broken.callbackThrowNotRouted(boom)],
    ['routed, but the source kept', broken.sourceKeptAfterThrow(boom)],
  ])('is red where the throw of a callback is %s', async (_name, throwing) => {
    expect(await redTests(broken.sound(), { throwing })).toEqual(['throwing callback']);
  });

  it('is red for sharing that asks the source again, and for sharing across sources', async () => {
    expect(await redTests(broken.shareThatAsksAgain(), { shares: true })).toContain('second subscription');
    expect(await redTests(broken.sharedAcrossSources(), { shares: true })).not.toEqual([]);
  });

  it('is red for an operator that says it settles or shares, and does not', async () => {
    expect(await redTests(broken.sound(), { settles: true })).toEqual(['error']);
    expect(await redTests(broken.sound(), { shares: true })).toEqual(['second subscription']);
  });

  it('leaves RxJS’s error reporting as it was', async () => {
    const handler = () => undefined;
    config.onUnhandledError = handler;
    await redTests(broken.sound());
    expect(config.onUnhandledError).toBe(handler);
  });
});
