import { getEventListeners } from 'node:events';
import { converse } from 'rx-bedrock';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Listener } from './listener.js';
import { input, protocols, serve } from './serve.js';

describe.each(protocols)('one signal for 20 generations, over %s', (protocol) => {
  it('causes no warning of a leak, and leaves no listener when it aborts them all', async () => {
    const warnings = warningsFromNow();
    const { client, bedrock } = await serve(protocol, [messageStart(), textDelta('so far'), stall()]);
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = Array.from({ length: 20 }, () => new Listener(converse(client, input, { signal })));
    await Promise.all(listeners.map((listener) => listener.hears('so far')));
    expect(bedrock.requests).toHaveLength(20);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    controller.abort('enough');
    for (const listener of listeners) expect(await listener.fails()).toMatchObject({ code: 'aborted' });
    await Promise.all(bedrock.requests.map(({ closed }) => closed));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('leaves no listener when some complete, some fail and some are left', async () => {
    const warnings = warningsFromNow();
    const { client, bedrock } = await serve(protocol, ({ index }) =>
      index % 3 === 0 ? textMessage('so far') : [messageStart(), textDelta('so far'), ...rest[index % 3]!],
    );
    const { signal } = new AbortController();
    const listeners = Array.from({ length: 20 }, () => new Listener(converse(client, input, { signal })));
    await Promise.all(listeners.map((listener) => listener.hears('so far')));
    for (const listener of listeners) listener.leave();
    await Promise.all(bedrock.requests.map(({ closed }) => closed));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(warnings).toEqual([]);
  });
});

/** How a stream goes on that is not whole: cut, or silent. */
const rest = [[], [], [stall()]];

/** The warnings that Node gives until the end of the test. */
function warningsFromNow(): Error[] {
  const warnings: Error[] = [];
  const note = (warning: Error) => {
    if (warning.name === 'MaxListenersExceededWarning') warnings.push(warning);
  };
  process.on('warning', note);
  onTestFinished(() => {
    process.off('warning', note);
  });
  return warnings;
}
