import { isObservable, tap } from 'rxjs';
import { complaint } from '../../check.js';
import { GenerationError } from '../../errors.js';
import { type Publication, publish } from '../publication.js';
import { keyTaken } from './answers.js';
import { bounded, readBody } from './body.js';
import type { Crowd } from './crowd.js';
import { randomId } from '../randomId.js';
import { type Fingerprints, fingerprints } from './fingerprints.js';
import { inTime } from './inTime.js';
import type { HandlerSettings, StartContext } from './options.js';
import { Turns } from './turns.js';

/** A generation that a request has led to. */
interface Started {
  readonly id: string;
  /** Whether it was this request that started it, and not one before with the same key. */
  readonly isNew: boolean;
}

/** Starts generations: one for each request, or for each `Idempotency-Key`. */
export class Starter {
  private readonly settings: HandlerSettings;
  private readonly crowd: Crowd;
  private readonly fingerprints: Fingerprints;
  /** Who brings a key that is being started just now waits for the first. */
  private readonly turns = new Turns();

  constructor(settings: HandlerSettings, crowd: Crowd) {
    this.settings = settings;
    this.crowd = crowd;
    this.fingerprints = fingerprints(settings.secret);
  }

  async start(request: Request): Promise<Started> {
    refuseRead(request);
    const key = request.headers.get('idempotency-key');
    if (key) return this.startFor(key, request);
    const id = randomId();
    return { id, isNew: await this.begin(await bounded(request, this.settings.caps.bodyBytes), id) };
  }

  private async startFor(key: string, original: Request): Promise<Started> {
    const user = await this.userOf(original);
    const { request, body } = await readBody(original, this.settings.caps.bodyBytes);
    const id = await this.fingerprints.idOf(user, key);
    const note = await this.fingerprints.of(request.headers.get('content-type'), body);
    return this.turns.take(id, () => this.startOnce(request, id, note));
  }

  /** Where the first one fails, the next is the first. */
  private async startOnce(request: Request, id: string, note: string): Promise<Started> {
    const isMissing = (await this.settings.log.status(id)) === 'missing';
    const isNew = isMissing && (await this.begin(request, id, note));
    if (!isNew) await this.checkNote(id, note);
    return { id, isNew };
  }

  private async userOf(request: Request): Promise<string> {
    const ask = () => this.settings.userOf(request);
    const user: unknown = await inTime('userOf', ask, this.settings, 'Let it give up sooner');
    refuseRead(request);
    if (typeof user === 'string') return user;
    const fix = "Throw a Response for who may not start anything; for all others return '', say.";
    throw new TypeError(complaint('What options.userOf returned', user, 'a string', fix));
  }

  /** A key stands for one request: whoever sends it with another body would get an answer to something else. */
  private async checkNote(id: string, note: string): Promise<void> {
    const first = await this.settings.log.noteOf?.(id);
    if (first !== undefined && first !== note) throw keyTaken();
  }

  /** @returns false where another process has begun it meanwhile */
  private async begin(request: Request, id: string, note?: string): Promise<boolean> {
    const release = this.crowd.addGeneration();
    const over = new AbortController();
    const end = () => {
      release();
      over.abort();
    };
    try {
      const publication = await this.publish(request, { id, signal: over.signal }, note);
      if (publication) void publication.ended.then(end);
      else end();
      return publication !== null;
    } catch (error) {
      end();
      throw error;
    }
  }

  private async publish(
    request: Request,
    context: StartContext,
    note: string | undefined,
  ): Promise<Publication | null> {
    const { log, start, publish: publishing, onError } = this.settings;
    const fix = 'Let it give up with context.signal';
    const source = await inTime('start', () => start(request, context), this.settings, fix);
    if (!isObservable(source)) {
      const fix = 'Return converse(…), and await what comes before it.';
      throw new TypeError(complaint('What options.start returned', source, 'an Observable', fix));
    }
    const reported = source.pipe(
      tap({
        error: (error: unknown) => {
          if (!(error instanceof GenerationError) || error.code === 'unknown') onError(error, request);
        },
      }),
    );
    const onLogFailure = (error: unknown) => onError(error, request);
    return publish(log, context.id, reported, publishing, { note, onLogFailure });
  }
}

/** Throws where somebody has read what `start` is to read. */
function refuseRead({ bodyUsed }: Request): void {
  if (!bodyUsed) return;
  throw new TypeError(
    'The body of the request was read before options.start could: let options.authorize and options.userOf read request.clone().',
  );
}
