import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { checkFunction, checkMilliseconds, checkOptions, complaint } from '../../check.js';
import { checkScheduler } from '../../timing/clock.js';
import type { ReconnectOptions } from './backoff.js';
import type { SseConnection } from './connection.js';

/** What `fromSse` understands. */
export interface FromSseOptions {
  /**
   * The first request: `{ method: 'POST', headers, body }` starts a generation; without a method an existing one is
   * read. Headers and credentials are sent with every request, the body only to start. Its `signal` aborts the
   * reading.
   */
  init?: RequestInit | undefined;
  /** Told the id of the generation, before its first event: keep it to read the generation again after a reload. */
  onOpen?: ((opened: { id: string }) => void) | undefined;
  /**
   * Told how the connection stands, at every change: for a page that shows "reconnecting …". The end of it is that of
   * the Observable.
   */
  onConnection?: ((connection: SseConnection) => void) | undefined;
  /**
   * What to do when the subscriber leaves before the end: `'detach'` closes the response and lets the generation go
   * on, for others and for later; `'cancel'` stops it for everybody.
   * @default 'detach'
   */
  onLeave?: 'detach' | 'cancel' | undefined;
  /** How often to come back after a cut. */
  reconnect?: ReconnectOptions | undefined;
  /**
   * How long the server may be silent before the connection is taken for lost, in milliseconds. Counts once the
   * server has said that it is alive, which ours does every ten seconds; 0 waits for ever.
   * @default 45_000
   */
  idleTimeout?: number | undefined;
  /**
   * What silence and delays are measured on.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
}

/** The options with their defaults. */
export interface SseSettings {
  readonly url: string;
  readonly init: RequestInit;
  readonly onOpen: FromSseOptions['onOpen'];
  readonly onConnection: FromSseOptions['onConnection'];
  readonly onLeave: 'detach' | 'cancel';
  readonly reconnect: ReconnectOptions;
  readonly idleTimeout: number;
  readonly scheduler: SchedulerLike;
}

/** Fills in the defaults. Throws if something cannot be meant. */
export function sseSettings(url: string | URL, options: FromSseOptions): SseSettings {
  checkUrl(url);
  checkOptions(
    'The options of fromSse()',
    options,
    "Pass { init: { method: 'POST', body } }, or leave them out.",
  );
  const { init = {}, onOpen, onConnection, onLeave = 'detach', reconnect = {} } = options;
  const { idleTimeout = 45_000, scheduler = asyncScheduler } = options;
  checkInit(init);
  if (onOpen !== undefined) checkFunction('options.onOpen', onOpen, 'It is called with { id }.');
  if (onConnection !== undefined)
    checkFunction('options.onConnection', onConnection, 'It is called with { state }.');
  if (!leavings.has(onLeave))
    throw new TypeError(
      complaint('options.onLeave', onLeave, "'detach' or 'cancel'", "Leave it out for 'detach'."),
    );
  checkOptions('options.reconnect', reconnect, 'Pass { maxElapsed: 60_000 }, say.');
  const { initialDelay, maxDelay, maxElapsed } = reconnect;
  for (const [name, value] of Object.entries({ initialDelay, maxDelay, maxElapsed })) {
    if (value !== undefined)
      checkMilliseconds(`options.reconnect.${name}`, value, 'Leave it out for the default.');
  }
  checkMilliseconds('options.idleTimeout', idleTimeout, 'Pass 45_000, or 0 to wait for ever.');
  checkScheduler('options.scheduler', scheduler);
  return { url: String(url), init, onOpen, onConnection, onLeave, reconnect, idleTimeout, scheduler };
}

const leavings = /* @__PURE__ */ new Set<unknown>(['detach', 'cancel']);

/** What JSON is made of, and no body is. */
const plain: ReadonlySet<unknown> = /* @__PURE__ */ new Set([Object.prototype, Array.prototype, null]);

function checkUrl(url: unknown): void {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  const isUrl = (typeof url === 'string' || url instanceof URL) && URL.canParse(String(url), base);
  if (isUrl && /^https?:$/.test(new URL(url, base).protocol)) return;
  const fix = 'On a server it must be whole: http://host/generations.';
  throw new TypeError(complaint('url', url, 'a URL of http or https', fix));
}

function checkInit(init: RequestInit): void {
  checkOptions('options.init', init, "Pass { method: 'POST', body }, or { headers }.");
  const { method = 'GET', body = null } = init;
  if (!/^(GET|POST)$/i.test(method)) {
    const fix = "'POST' starts a generation, 'GET' reads one.";
    throw new TypeError(complaint('options.init.method', method, "'GET' or 'POST'", fix));
  }
  if (body === null) return;
  if (method.toUpperCase() === 'GET') {
    const fix = "To start a generation, add method: 'POST'.";
    throw new TypeError(complaint('options.init.body', body, 'left out where a generation is read', fix));
  }
  // It would be sent as "[object Object]".
  if (plain.has(Object.getPrototypeOf(body))) {
    const fix = 'Pass JSON.stringify(…), with content-type: application/json.';
    throw new TypeError(complaint('options.init.body', body, 'a body that fetch() knows', fix));
  }
}
