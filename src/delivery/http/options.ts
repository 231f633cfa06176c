import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';
import { checkFunction, checkMilliseconds, checkMillisecondsOrInfinity, checkOptions } from '../../check.js';
import { checkScheduler } from '../../timing/clock.js';
import { checkCaps } from '../checkCaps.js';
import type { ConverseEvent } from '../../events.js';
import { checkLog } from '../checkLog.js';
import type { GenerationLog } from '../log.js';
import { type Publishing, type PublishOptions, publishingFrom } from '../publishing.js';

/** How much one process serves at a time; what is beyond that is refused. */
export interface GenerationCaps {
  /**
   * The longest body of a request that starts a generation, in bytes: beyond it 413.
   * @default 1_048_576
   */
  bodyBytes?: number;
  /**
   * How many generations started here may be running: beyond it 503.
   * @default 1_000
   */
  generations?: number;
  /**
   * How many responses may be open: beyond it 503.
   * @default 10_000
   */
  responses?: number;
  /**
   * How many responses may be open to one generation: beyond it 429.
   * @default 100
   */
  responsesPerGeneration?: number;
}

/** What a generation is started with. */
export interface StartContext {
  /** The id that it will have: the place to remember whose it is. */
  readonly id: string;
  /**
   * Aborts when the generation is over, or never comes to be, as where `start` took too long: for work that is not the
   * Observable's own.
   */
  readonly signal: AbortSignal;
}

/** What `createGenerationHandler` understands. */
export interface GenerationHandlerOptions {
  /** Where generations are kept: `memoryLog()`, `redisLog()`. */
  log: GenerationLog;
  /**
   * Makes the generation that a POST asks for, such as `converse(…)`. It is subscribed to once its id is taken. A
   * `Response` that it throws is the answer: 400 for a body that cannot be meant, say. Of anything else the client
   * learns nothing but 500, and does not come back. Until it has settled it takes the place of a generation: what it
   * waits for should be given up with `context.signal`.
   */
  start: (
    request: Request,
    context: StartContext,
  ) => Observable<ConverseEvent> | Promise<Observable<ConverseEvent>>;
  /**
   * How long `start` may take to return the generation, in milliseconds; then its signal aborts, and the answer is 503:
   * nobody may wait, nor take a place, for ever. The client that leaves meanwhile ends nothing, as another may bring
   * the same key. `authorize` and `userOf` have as long to answer.
   * @default 60_000
   */
  startTimeout?: number | undefined;
  /**
   * Whether this request may start a generation (no `id`), or read and cancel that one. If not, the answer is 404, as
   * for an id that does not exist; a `Response` that it throws is the answer instead. The body is for `start` alone:
   * whoever must know it reads `request.clone()`.
   */
  authorize: (request: Request, id?: string) => boolean | Promise<boolean>;
  /**
   * Who sends a request: a name of the user, of the tenant, of the session. An `Idempotency-Key` counts for them alone,
   * so that two who send the same key never meet. It is asked only where there is a key, after `authorize`, and leaves the
   * body alone as that does.
   * @default all are one: then keys must be as hard to guess as ids, which those of `fromSse` are
   */
  userOf?: ((request: Request) => string | Promise<string>) | undefined;
  /**
   * How generations are written to the log.
   * @default those of `publishGeneration`
   */
  publish?: PublishOptions | undefined;
  /**
   * How often an open response says that it is alive, in milliseconds.
   * @default 10_000
   */
  heartbeat?: number | undefined;
  /**
   * How old a response may become, in milliseconds: then it ends, and the client comes back for the rest, perhaps to
   * another process. `Infinity` lets it live as long as the generation.
   * @default 300_000
   */
  maxAge?: number | undefined;
  /** How much is served at a time. */
  caps?: GenerationCaps | undefined;
  /**
   * What ids are made of, with the user and the `Idempotency-Key`: 32 characters or more. Processes that serve the same clients
   * need the same, so that each of them knows a key that another has seen.
   * @default a random one for this process
   */
  secret?: string | undefined;
  /**
   * Told of what clients are not told: what `start`, `authorize` and the generation's own code have thrown, and why
   * the log failed.
   * @default console.error
   */
  onError?: ((error: unknown, request: Request) => void) | undefined;
  /**
   * What heartbeats and ages are measured on.
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike | undefined;
}

/** The options with their defaults. */
export interface HandlerSettings extends Pick<GenerationHandlerOptions, 'log' | 'start' | 'authorize'> {
  readonly userOf: (request: Request) => string | Promise<string>;
  readonly startTimeout: number;
  readonly publish: Publishing;
  readonly heartbeat: number;
  readonly maxAge: number;
  readonly caps: Required<GenerationCaps>;
  readonly secret: string | undefined;
  readonly onError: (error: unknown, request: Request) => void;
  readonly scheduler: SchedulerLike;
}

/** Fills in the defaults. Throws if an option cannot be meant. */
export function handlerSettings(options: GenerationHandlerOptions): HandlerSettings {
  checkOptions('The options of createGenerationHandler()', options, 'Pass { log, start, authorize }.');
  const { log, start, authorize, secret, publish = {}, heartbeat = 10_000, maxAge = 300_000 } = options;
  const {
    userOf = () => '',
    startTimeout = 60_000,
    onError = (error) => console.error(error),
    scheduler = asyncScheduler,
  } = options;
  checkLog(log);
  checkFunction('options.start', start, 'Pass (request, { id, signal }) => converse(…).');
  checkFunction('options.authorize', authorize, 'Say who may read which generation: there is no default.');
  checkFunction('options.userOf', userOf, 'Pass (request) => the name of the user.');
  checkOptions('options.publish', publish, 'Pass { ttlMs: 3_600_000 }, say.');
  const publishing = publishingFrom(publish);
  checkMilliseconds('options.startTimeout', startTimeout, 'Pass 60_000, say.', 1);
  // Without a pause between them, heartbeats would be all that a process does.
  checkMilliseconds('options.heartbeat', heartbeat, 'Pass 10_000, say.', 10);
  checkMillisecondsOrInfinity('options.maxAge', maxAge, 'Pass 300_000, say.');
  if (secret !== undefined) checkSecret(secret);
  checkFunction('options.onError', onError, 'It is called with what went wrong.');
  checkScheduler('options.scheduler', scheduler);
  const caps = capsIn(options.caps);
  // It may be asynchronous, whatever its type says.
  const teller: (error: unknown, request: Request) => unknown = onError;
  const tell = async (error: unknown, request: Request) => {
    try {
      await teller(error, request);
    } catch (thrown) {
      // Who is told of an error must not be the next one.
      console.error(thrown);
    }
  };
  const told = (error: unknown, request: Request) => void tell(error, request);
  return {
    ...{ log, start, authorize, userOf, publish: publishing, secret },
    ...{ startTimeout, heartbeat, maxAge, caps, onError: told, scheduler },
  };
}

function capsIn(caps: GenerationCaps = {}): Required<GenerationCaps> {
  checkOptions('options.caps', caps, 'Pass { responses: 1_000 }, say.');
  const {
    bodyBytes = 1_048_576,
    generations = 1_000,
    responses = 10_000,
    responsesPerGeneration = 100,
  } = caps;
  const filled = { bodyBytes, generations, responses, responsesPerGeneration };
  checkCaps('options.caps', filled, 'Leave it out for the default.');
  return filled;
}

function checkSecret(secret: unknown): void {
  if (typeof secret === 'string' && secret.length >= 32) return;
  // What it is must not end up in anybody's log.
  const what = typeof secret === 'string' ? `a string of ${secret.length} characters` : typeof secret;
  throw new TypeError(
    `options.secret is ${what}, but it must be a string of 32 or more. Make one: openssl rand -hex 32.`,
  );
}
