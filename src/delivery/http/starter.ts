import { isObservable, type Observable, tap } from 'rxjs';
import { complaint } from '../../check.js';
import { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { type Publication, publishGeneration } from '../publishGeneration.js';
import { bounded } from './body.js';
import type { Crowd } from './crowd.js';
import { randomId } from '../randomId.js';
import { idsByKey } from './idsByKey.js';
import type { HandlerSettings } from './options.js';

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
  private readonly idOf: (key: string) => Promise<string>;
  /** What is being started just now, by id: who brings the same key meanwhile waits for the first. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(settings: HandlerSettings, crowd: Crowd) {
    this.settings = settings;
    this.crowd = crowd;
    this.idOf = idsByKey(settings.secret);
  }

  async start(request: Request): Promise<Started> {
    const key = request.headers.get('idempotency-key');
    if (!key) {
      const id = randomId();
      return { id, isNew: await this.begin(request, id) };
    }
    const id = await this.idOf(key);
    // Where the first one fails, the next is the first.
    while (this.underWay.has(id)) await this.underWay.get(id)?.catch(() => undefined);
    const starting = this.beginOnce(request, id);
    this.underWay.set(id, starting);
    try {
      return { id, isNew: await starting };
    } finally {
      this.underWay.delete(id);
    }
  }

  private async beginOnce(request: Request, id: string): Promise<boolean> {
    return (await this.settings.log.status(id)) === 'missing' && this.begin(request, id);
  }

  /** @returns false where another process has begun it meanwhile */
  private async begin(request: Request, id: string): Promise<boolean> {
    const release = this.crowd.addGeneration();
    const over = new AbortController();
    const end = () => {
      release();
      over.abort();
    };
    try {
      const publication = await this.publish(request, id, over.signal);
      if (publication) void publication.ended.then(end);
      else end();
      return publication !== null;
    } catch (error) {
      end();
      throw error;
    }
  }

  private async publish(request: Request, id: string, signal: AbortSignal): Promise<Publication | null> {
    const { log, start, publish, caps, onError } = this.settings;
    const source: Observable<ConverseEvent> = await start(await bounded(request, caps.bodyBytes), {
      id,
      signal,
    });
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
    return publishGeneration(log, id, reported, publish);
  }
}
