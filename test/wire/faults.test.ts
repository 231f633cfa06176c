import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { type ConverseEvent, converse, type GenerationError } from 'rx-bedrock';
import type { LoopbackStep } from 'rx-bedrock/testing/loopback';
import { tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Fault } from './faults/fault.js';
import { faults } from './faults/table.js';
import { Listener } from './listener.js';
import { input, routes, serve, type Served } from './serve.js';

describe.each(routes)('every way to fail, over $protocol ($decode)', ({ protocol, decode }) => {
  const holding = faults.filter(({ notBySdk }) => decode === 'fast' || !notBySdk);

  it.each(holding)('$name', async (fault) => {
    let hasHeard = () => {};
    const heard = new Promise<void>((resolve) => {
      hasHeard = resolve;
    });
    const served = await serve(protocol, scriptOf(fault, heard));
    const controller = new AbortController();
    const options = { ...fault.options, decode, retry: false, signal: controller.signal } as const;
    const generation = converse(served.client, input, options);
    const listener = new Listener(generation.pipe(slowedBy(fault.slowness), tellingOfText(hasHeard)));
    await doDeed(fault, served, heard, () => controller.abort(new Error('changed my mind')), listener);
    const { ending, attempts = 1 } = fault;
    const requests = typeof attempts === 'number' ? attempts : attempts[protocol];
    if (ending === 'complete') expect(await listener.end).toBe('complete');
    else if (ending !== 'left') expectFailure(await listener.fails(), fault, decode, requests);
    const ended = performance.now();
    const lateness = monitorEventLoopDelay({ resolution: 5 });
    lateness.enable();
    expect(listener.text).toBe(fault.text);
    expect(served.bedrock.requests).toHaveLength(requests);
    for (const { closed } of served.bedrock.requests) {
      const { by, at } = await closed;
      expect(by).toBe(fault.closedBy);
      // For as long as a busy machine has let nobody run, nobody could close anything.
      expect(at - ended).toBeLessThan(50 + lateness.max / 1e6);
    }
    lateness.disable();
  });
});

function scriptOf({ script }: Fault, heard: Promise<unknown>) {
  return typeof script === 'function' ? () => script(heard) : (script as LoopbackStep[]);
}

/** Blocks the loop at the first event. */
function slowedBy(slowness = 0) {
  let left = slowness;
  return tap<ConverseEvent>(() => {
    const until = performance.now() + left;
    while (performance.now() < until);
    left = 0;
  });
}

function tellingOfText(hasHeard: () => void) {
  return tap<ConverseEvent>(({ contentBlockDelta }) => {
    if (contentBlockDelta) hasHeard();
  });
}

async function doDeed(
  { deed }: Fault,
  { asked, answered }: Served,
  heard: Promise<unknown>,
  abort: () => void,
  listener: Listener,
): Promise<void> {
  if (!deed) return;
  const [what, when] = deed;
  await asked();
  if (when === 'answered') await answered();
  if (when === 'heard') await heard;
  // Whoever else was told of it at the same time has done with it.
  await setImmediate();
  if (what === 'abort') abort();
  else listener.leave();
}

function expectFailure(error: GenerationError, fault: Fault, decode: 'fast' | 'sdk', attempts: number): void {
  const { ending: code, retryable, text, cause, sdkCause, says = '', isUnanswered = false } = fault;
  expect(error).toMatchObject({ name: 'GenerationError', code, retryable });
  expect(error.message).toContain(says);
  expect(error.partial.message.content).toEqual(text === '' ? [] : [{ text }]);
  const requestId = `loopback-${attempts}`;
  if (isUnanswered) expect(error.response?.requestId).toBeUndefined();
  else expect(error.response).toEqual({ requestId, attempts });
  const expected = decode === 'sdk' ? (sdkCause ?? cause) : cause;
  if (expected !== undefined) expect(error.cause).toMatchObject({ name: expected });
}
