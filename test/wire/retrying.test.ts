import {
  converse,
  type ConverseEvent,
  type ConverseOptions,
  fromConverseStream,
  type RetryNotice,
} from 'rx-bedrock';
import { exception, messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import {
  bytes,
  encodeException,
  headers,
  httpError,
  type LoopbackStep,
  reset,
} from 'rx-bedrock/testing/loopback';
import { firstValueFrom, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { responsesOf } from '../attempts.js';
import { Listener } from './listener.js';
import { input, protocols, type Served, serve } from './serve.js';

/** After an exception Bedrock may leave the connection open: only the client can close it then. */
const raised = (type: string): LoopbackStep[] => [bytes(encodeException(type, 'Not today.')), stall()];

const failures: [string, string, LoopbackStep[]][] = [
  ['HTTP 429', 'throttled', [httpError(429, 'ThrottlingException')]],
  ['HTTP 500', 'unavailable', [httpError(500, 'InternalServerException')]],
  ['HTTP 503', 'unavailable', [httpError(503, 'ServiceUnavailableException')]],
  ['throttlingException as the first frame', 'throttled', raised('throttlingException')],
  ['serviceUnavailableException as the first frame', 'unavailable', raised('serviceUnavailableException')],
  ['internalServerException as the first frame', 'unavailable', raised('internalServerException')],
  ['throttlingException after messageStart', 'throttled', [messageStart(), ...raised('throttlingException')]],
  ['an empty 200', 'truncated', []],
  ['messageStart and no more', 'truncated', [messageStart()]],
  ['a reset before the headers', 'network', [reset()]],
];

/** A generation by a client that does not try again by itself, and what it tells of its attempts. */
function retrying({ bedrock }: Served, options: ConverseOptions = {}) {
  const notices: RetryNotice[] = [];
  const noticed = new Subject<RetryNotice>();
  noticed.subscribe((notice) => notices.push(notice));
  const generation = converse(bedrock.client({ maxAttempts: 1 }), input, {
    retry: { initialDelay: 1, onRetry: (notice) => noticed.next(notice) },
    ...options,
  });
  return { generation, notices, noticed };
}

const startsOf = (events: readonly ConverseEvent[]) => events.filter((event) => event.messageStart).length;

describe.each(protocols)('a generation over %s', (protocol) => {
  it.each(failures)(
    'survives %s: nobody sees it, and nothing of it stays open',
    async (_name, code, steps) => {
      const served = await serve(protocol, ({ index }) => (index === 0 ? steps : textMessage('At last.')));
      const { generation, notices } = retrying(served);
      const listener = new Listener(generation);
      expect(await listener.end).toBe('complete');
      expect(listener.text).toBe('At last.');
      expect(startsOf(listener.events)).toBe(1);
      expect(responsesOf(listener.events)).toEqual([{ requestId: 'loopback-2', attempts: 2 }]);
      expect(notices).toMatchObject([{ attempts: 1, error: { code, retryable: true } }]);
      expect(served.bedrock.requests).toHaveLength(2);
      await served.bedrock.requests[0]!.closed;
    },
  );

  it('survives a reset after the headers', async () => {
    const steps = [headers(), reset()];
    const served = await serve(protocol, ({ index }) => (index === 0 ? steps : textMessage('At last.')));
    const { generation, notices } = retrying(served);
    const listener = new Listener(generation);
    expect(await listener.end).toBe('complete');
    expect(startsOf(listener.events)).toBe(1);
    // The SDK ends such a stream without a word in HTTP/2.
    expect(notices).toHaveLength(1);
    expect(['network', 'truncated']).toContain(notices[0]?.error.code);
  });

  it.each([
    ['HTTP 429', [httpError(429, 'ThrottlingException')]],
    ['throttlingException as the first frame', raised('throttlingException')],
  ])('does not try again what the SDK has tried three times: %s', async (_name, steps) => {
    const { client, bedrock } = await serve(protocol, steps);
    const error = await new Listener(converse(client, input)).fails();
    expect(error).toMatchObject({ code: 'throttled', response: { attempts: 3 } });
    expect(bedrock.requests).toHaveLength(3);
    for (const { closed } of bedrock.requests) await closed;
  });

  it('tries again what the SDK does not: serviceUnavailableException as the first frame', async () => {
    const { client, bedrock } = await serve(protocol, raised('serviceUnavailableException'));
    const error = await new Listener(converse(client, input, { retry: { initialDelay: 1 } })).fails();
    expect(error).toMatchObject({ code: 'unavailable', response: { requestId: 'loopback-3', attempts: 3 } });
    expect(bedrock.requests).toHaveLength(3);
    for (const { closed } of bedrock.requests) expect(await closed).toMatchObject({ by: 'client' });
  });

  it('adds up what the SDK tries and what we try', async () => {
    // The SDK asks three times, we once more, which again makes three: the fifth is answered.
    const { client, bedrock } = await serve(protocol, ({ index }) =>
      index < 4 ? [httpError(503, 'ServiceUnavailableException')] : textMessage('At last.'),
    );
    const listener = new Listener(converse(client, input, { retry: { attempts: 6, initialDelay: 1 } }));
    expect(await listener.end).toBe('complete');
    expect(responsesOf(listener.events)).toEqual([{ requestId: 'loopback-5', attempts: 5 }]);
    expect(bedrock.requests).toHaveLength(5);
  });

  it('counts what the SDK tries also where the last one is never answered, and mixes up no ids', async () => {
    const served = await serve(protocol, ({ index }) =>
      index === 0 ? [httpError(503, 'ServiceUnavailableException')] : [stall()],
    );
    const controller = new AbortController();
    const listener = new Listener(fromConverseStream(served.client, input, { signal: controller.signal }));
    await served.asked(1);
    controller.abort('enough');
    expect((await listener.fails()).response).toEqual({ attempts: 2 });
  });

  it('asks once where it is told to', async () => {
    const served = await serve(protocol, [httpError(429, 'ThrottlingException')]);
    const { generation } = retrying(served, { retry: false });
    expect(await new Listener(generation).fails()).toMatchObject({ response: { attempts: 1 } });
    expect(served.bedrock.requests).toHaveLength(1);
  });

  it('does not ask again once something was shown', async () => {
    const steps = [messageStart(), textDelta('so far'), exception('throttlingException')];
    const served = await serve(protocol, steps);
    const { generation } = retrying(served);
    const listener = new Listener(generation);
    expect(await listener.fails()).toMatchObject({ code: 'throttled', retryable: true });
    expect(listener.text).toBe('so far');
    expect(served.bedrock.requests).toHaveLength(1);
  });

  it('is one request more for all subscribers together, whenever they come', async () => {
    const served = await serve(protocol, ({ index }) => (index === 0 ? [] : textMessage('At last.')));
    const { generation, noticed } = retrying(served);
    const first = new Listener(generation);
    await firstValueFrom(noticed);
    const second = new Listener(generation);
    expect([await first.end, await second.end]).toEqual(['complete', 'complete']);
    const late = new Listener(generation);
    await late.end;
    for (const { text, events } of [first, second, late])
      expect([text, startsOf(events)]).toEqual(['At last.', 1]);
    expect(await served.requestCount()).toBe(2);
  });

  it('waits as long as Bedrock asks for', async () => {
    const served = await serve(protocol, ({ index }) =>
      index === 0 ? [httpError(429, 'ThrottlingException')] : textMessage('At last.'),
    );
    const client = served.bedrock.client({ maxAttempts: 1 });
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        (result.response as { headers: Record<string, string> }).headers['retry-after'] = '0.2';
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    const onRetry = vi.fn();
    expect(await new Listener(converse(client, input, { retry: { initialDelay: 1, onRetry } })).end).toBe(
      'complete',
    );
    expect(onRetry).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ delay: 200 }));
  });
});

describe.each(protocols)('between two attempts over %s', (protocol) => {
  const unavailable = [httpError(503, 'ServiceUnavailableException')];

  it('an abort ends the generation at once', async () => {
    const controller = new AbortController();
    const served = await serve(protocol, unavailable);
    // Half a minute at least, if it were waited for.
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const onRetry = () => queueMicrotask(() => controller.abort('enough'));
    const retry = { initialDelay: 60_000, maxDelay: 60_000, onRetry };
    const { generation } = retrying(served, { retry, signal: controller.signal });
    const before = performance.now();
    const error = await new Listener(generation).fails();
    vi.restoreAllMocks();
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough', response: { attempts: 1 } });
    expect(await served.requestCount()).toBe(1);
  });

  it('the last one to leave ends it, and nothing more is sent', async () => {
    const served = await serve(protocol, unavailable);
    const { generation, noticed } = retrying(served);
    const listener = new Listener(generation);
    await firstValueFrom(noticed);
    listener.leave();
    expect(await served.requestCount()).toBe(1);
    expect(await new Listener(generation).fails()).toMatchObject({ code: 'aborted' });
    expect(await served.requestCount()).toBe(1);
  });
});
