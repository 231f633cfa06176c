import type { GenerationErrorCode } from 'rx-bedrock';

/** One way in which a generation fails on its way through a log, and the test that shows it. */
export interface LogFault {
  readonly name: string;
  /** How it ends for its readers. */
  readonly endings: readonly ('complete' | 'stopped' | GenerationErrorCode)[];
  readonly retryable?: boolean;
  readonly shownBy: readonly [file: string, test: string];
}

const log = 'src/testing/logFailing.ts';
const reading = 'src/testing/logReading.ts';
const processes = 'test/delivery/acrossProcesses.test.ts';
const publishing = 'test/src/delivery/publishGeneration.test.ts';
const redis = 'test/src/redis/faults.test.ts';
const cluster = 'test/src/redis/cluster.test.ts';
const abuse = 'test/src/delivery/http/abuse.test.ts';
const reconnecting = 'test/src/delivery/sse/reconnecting.test.ts';
const answers = 'test/src/delivery/sse/answers.test.ts';
const tails = 'test/src/delivery/http/tailFailures.test.ts';

function fault(
  name: string,
  ending: LogFault['endings'][number] | LogFault['endings'],
  retryable: boolean | undefined,
  ...shownBy: LogFault['shownBy']
): LogFault {
  const endings = typeof ending === 'string' ? [ending] : ending;
  return { name, endings, ...(retryable === undefined ? {} : { retryable }), shownBy };
}

/** Whatever the log. */
const ofLogs: readonly LogFault[] = [
  fault(
    'the process that makes it is killed',
    'producerLost',
    false,
    processes,
    'ends with producerLost within the lease and 500 ms when that process is killed',
  ),
  fault(
    'that process is stopped for longer than its lease, and wakes up',
    'producerLost',
    false,
    processes,
    'is not written on by a process that wakes up when it has been given up',
  ),
  fault(
    'it cannot write for longer than its lease',
    'unavailable',
    true,
    publishing,
    'gives up, and leaves the source, when the log %s for a lease',
  ),
  fault(
    'somebody cancels it, from wherever',
    'stopped',
    undefined,
    processes,
    'closes its request to Bedrock within 300 ms of a cancel from here, while the model is silent',
  ),
  fault(
    'what is published is no event',
    'protocol',
    false,
    publishing,
    'ends with protocol where the source emits %s, and leaves it',
  ),
  fault(
    'what is published cannot be written as JSON',
    'protocol',
    false,
    publishing,
    'ends with protocol where an event cannot be written: %s',
  ),
  fault(
    'it is longer than the log allows',
    'budget',
    false,
    publishing,
    'leaves the source when the log refuses, and says why',
  ),
  fault(
    'a write fails, whichever: also the last, when the source has completed',
    ['unknown', 'unavailable', 'budget', 'protocol'],
    undefined,
    'test/src/delivery/neverWholeWithLess.test.ts',
    'whichever write fails, the generation is never called complete: everybody gets the failure',
  ),
  fault(
    'there are as many readers as the log allows',
    'unavailable',
    true,
    redis,
    'of readers and lengths there are no more than allowed',
  ),
  fault(
    'an id of nothing, or of what was kept long enough',
    'logExpired',
    false,
    log,
    'what never was is missing, and reads as logExpired',
  ),
  fault(
    'an id that is forged: with a line end, too long',
    'rejected',
    false,
    log,
    'what cannot be an id is rejected',
  ),
  fault(
    'a place that the generation has not come to',
    'logGap',
    false,
    reading,
    'tail after a place that nothing has come to: logGap',
  ),
];

const ofRedis: readonly LogFault[] = [
  fault(
    'all connections are dropped, again and again',
    'complete',
    undefined,
    processes,
    'is the same for every reader while the network is cut at random, for writer and readers: 200 runs',
  ),
  fault(
    'the network carries a few answers at a time',
    'complete',
    undefined,
    redis,
    'a network that carries %s',
  ),
  fault(
    'Redis hangs for less than the lease',
    'complete',
    undefined,
    redis,
    'that freezes for less than the lease loses nothing',
  ),
  fault('Redis dies', 'unavailable', true, redis, 'that dies leaves nobody hanging'),
  fault(
    'Redis is read-only, after a failover',
    'unavailable',
    true,
    redis,
    'that is read-only, as after a failover, refuses to begin and to go on, and still shows what it has',
  ),
  fault(
    'Redis has no memory left (OOM)',
    ['unavailable', 'producerLost'],
    undefined,
    redis,
    'that has no memory left refuses, and says so',
  ),
  fault(
    'the generation is evicted, or deleted',
    'logExpired',
    false,
    redis,
    'where the generation was evicted, producer and readers get logExpired',
  ),
  fault(
    'its lease is evicted, or it is, and others are not',
    ['logExpired', 'producerLost', 'logGap'],
    false,
    redis,
    'that evicts what it likes ends them typed, and nobody hangs',
  ),
  fault(
    'an event in the middle is gone',
    'logGap',
    false,
    redis,
    'where an entry is missing, readers get logGap and what was before',
  ),
  fault(
    'the last events are gone, after a failover',
    'logGap',
    false,
    redis,
    'where the last entries are missing, as after a failover, the end is a logGap too',
  ),
  fault(
    'something else stands under its key',
    'unavailable',
    false,
    redis,
    'where something else stands under its key, it is unavailable, and not to be tried again',
  ),
  fault(
    'an entry is no JSON',
    'protocol',
    false,
    redis,
    'where an entry is no JSON, its readers get an error, and others read on',
  ),
  fault(
    'a cluster, and a prefix without braces',
    'unavailable',
    false,
    cluster,
    'without braces a reader gets an error that says why, and does not hang',
  ),
];

/** What `fromSse` makes of it. */
const ofHttp: readonly LogFault[] = [
  fault(
    'connections are cut, again and again',
    'complete',
    undefined,
    'test/src/delivery/http/cutNetwork.test.ts',
    'whatever the network does, every reader gets every event once',
  ),
  fault(
    'a reader stalls, and goes on',
    'complete',
    undefined,
    'test/delivery/stalledReader.test.ts',
    'a reader that stalls for 10 s while 20,000 events pass holds under 1 MB on the server, then gets everything',
  ),
  fault('nobody answers, for two minutes', 'network', true, reconnecting, 'gives up when nobody answers'),
  fault(
    'the server is too busy (429, 503), for two minutes',
    ['throttled', 'unavailable'],
    true,
    reconnecting,
    'waits as long as a %i asks for',
  ),
  fault(
    '`start` throws what is no Response (500)',
    'unknown',
    false,
    answers,
    'with status %i is %s at once',
  ),
  fault(
    '`start` does not settle within `startTimeout` (503), for two minutes',
    'unavailable',
    true,
    'test/src/delivery/http/starting.test.ts',
    'is given up after a while: 503, its signal aborted, its place free, its owner told',
  ),
  fault(
    '`authorize` or `userOf` does not settle within `startTimeout` (503), for two minutes',
    'unavailable',
    true,
    'test/src/delivery/http/starting.test.ts',
    '%s: 503, and its owner told (%#)',
  ),
  fault(
    'the log is away for a moment (`unavailable`, retryable), while it is read',
    'complete',
    undefined,
    tails,
    'with what may pass (unavailable) is read again, and misses nothing',
  ),
  fault(
    'a log of your own fails while it is read, with what is no GenerationError',
    'unknown',
    false,
    tails,
    'with %s says so at once, with all that had arrived',
  ),
  fault(
    'the request is refused (400 and others)',
    'rejected',
    false,
    answers,
    'with status %i is %s at once',
  ),
  fault(
    'an id that is missing, forged, or of somebody else (404)',
    'rejected',
    false,
    abuse,
    "of somebody else looks like one that isn't there",
  ),
  fault(
    'an `Idempotency-Key` with another body (422)',
    'rejected',
    false,
    'test/src/delivery/http/idempotencyKey.test.ts',
    'with %s is refused with 422, also by another process',
  ),
  fault(
    'a body that is too large (413)',
    'rejected',
    false,
    abuse,
    'may be as long as it may be, and no longer',
  ),
  fault(
    'a `Last-Event-ID` that is forged (400)',
    'rejected',
    false,
    abuse,
    'that is %s is answered with 400',
  ),
  fault(
    'a `Last-Event-ID` that nothing has come to',
    'logGap',
    false,
    abuse,
    'of an event that there is none of (%s) is a gap',
  ),
  fault(
    'what was there is there no more',
    'logExpired',
    false,
    answers,
    'is logExpired where the generation was there before',
  ),
  fault('events are missing on the way', 'logGap', false, answers, 'with events missing is a gap'),
  fault('a page, or anything that is no event stream', 'protocol', false, answers, 'but %s is protocol'),
  fault(
    'the server calls complete what is not',
    'truncated',
    false,
    answers,
    'that calls a message complete that is not is truncated',
  ),
];

/** Every way in which a log, or the way from it, was seen to fail. */
export const logFaultTable: readonly (readonly [title: string, faults: readonly LogFault[]])[] = [
  ['Past one process: through any log', ofLogs],
  ['Past one process: through Redis', ofRedis],
  ['Past one process: over HTTP, with `fromSse`', ofHttp],
];
