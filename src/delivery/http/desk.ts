import { isGenerationId } from '../id.js';
import { endId } from '../sse/frames.js';
import { keyTaken, notAllowed, notFound, nothingLeft, Refusal, streaming } from './answers.js';
import { mayBeForged } from './crossSite.js';
import { Crowd } from './crowd.js';
import { endToTell, isOver } from './ending.js';
import { eventBody } from './eventBody.js';
import { inTime } from './inTime.js';
import type { HandlerSettings } from './options.js';
import { isRandomId } from '../randomId.js';
import { tailOf } from '../tailOf.js';
import { positionOf } from './position.js';
import { Starter } from './starter.js';

/** Where requests are served. What it throws is the answer too: a Response, a Refusal, or somebody's error. */
export class Desk {
  private readonly settings: HandlerSettings;
  private readonly crowd: Crowd;
  private readonly starter: Starter;

  constructor(settings: HandlerSettings) {
    this.settings = settings;
    this.crowd = new Crowd(settings.caps);
    this.starter = new Starter(settings, this.crowd);
  }

  async serve(request: Request): Promise<Response> {
    const { method } = request;
    if (method === 'POST') return this.start(request);
    if (method === 'GET') return this.resume(request);
    if (method === 'DELETE') return this.cancel(request);
    throw notAllowed(`Use GET, POST or DELETE, not ${method}.`, 'GET, POST, DELETE');
  }

  private async start(request: Request): Promise<Response> {
    refuseForged(request);
    await this.authorize(request);
    this.crowd.refuseWhenFull();
    await this.refuseBelowGeneration(request);
    const { id, isNew } = await this.starter.start(request);
    // A key is as good as an id: whoever brings one that is known must be allowed to read what it led to.
    if (!isNew && !(await this.allows(request, id))) throw keyTaken();
    // Once for nothing: what it throws can still be the answer. Who reads on is told in the last frame, as to them a
    // 500 may pass.
    void tailOf(this.settings.log, id, {});
    return this.stream(request, id, 0, `${mountOf(request)}/${id}`);
  }

  /**
   * Where it is mounted is not known here. But a path that ends in an id as they are made here, or in one that the log
   * knows, is a generation, and not a place for others.
   */
  private async refuseBelowGeneration(request: Request): Promise<void> {
    const id = idIn(new URL(mountOf(request), request.url).href);
    if (id === undefined) return;
    if (!isRandomId(id) && (await this.settings.log.status(id)) === 'missing') return;
    throw notAllowed(
      'A generation is read with GET and stopped with DELETE; POST starts one above it.',
      'GET, DELETE',
    );
  }

  private async resume(request: Request): Promise<Response> {
    const id = await this.authorizedId(request);
    const { asked, position } = positionOf(request);
    if (position === undefined)
      throw new Refusal(400, 'rejected', `${asked} is not the id of an event that was sent from here.`);
    const status = await this.settings.log.status(id);
    if (status === 'missing') throw notFound();
    if (position !== endId) return this.stream(request, id, position, new URL(request.url).pathname);
    if (isOver(status)) return nothingLeft();
    throw new Refusal(400, 'rejected', `${asked} is the end, but the generation has not come to it.`);
  }

  private async cancel(request: Request): Promise<Response> {
    refuseForged(request);
    const id = await this.authorizedId(request);
    const { log } = this.settings;
    const hasEnded = await log.cancel(id, 'cancelled by a client');
    if (!hasEnded && (await log.status(id)) === 'missing') throw notFound();
    return nothingLeft();
  }

  private async authorizedId(request: Request): Promise<string> {
    const id = idIn(request.url);
    if (id === undefined) throw notFound();
    await this.authorize(request, id);
    return id;
  }

  private async authorize(request: Request, ...id: [string?]): Promise<void> {
    if (!(await this.allows(request, ...id))) throw notFound();
  }

  private async allows(request: Request, ...id: [string?]): Promise<boolean> {
    const ask = () => this.settings.authorize(request, ...id);
    const answer: unknown = await inTime('authorize', ask, this.settings, 'Let it give up sooner');
    // Nothing but true: a forgotten return, or an object, must not let anybody in.
    return answer === true;
  }

  private stream(request: Request, id: string, after: number, location: string): Response {
    const { log, heartbeat, maxAge, scheduler, onError } = this.settings;
    const body = eventBody({
      after,
      tail: (place) => tailOf(log, id, { after: place }),
      endOf: (failure) => endToTell(log, id, failure, (error) => onError(error, request)),
      heartbeat,
      maxAge,
      scheduler,
      onClose: this.crowd.addResponse(id),
    });
    return streaming(body, location);
  }
}

function refuseForged(request: Request): void {
  if (!mayBeForged(request)) return;
  const { headers } = request;
  const isSaid = headers.has('sec-fetch-site') || headers.has('origin');
  const what = isSaid ? 'This may come from another site' : 'Any site could send this';
  throw new Refusal(415, 'rejected', `${what}: send it with content-type: application/json.`);
}

/** The path of a request that starts a generation, to put an id behind; never that of another host. */
function mountOf(request: Request): string {
  const path = new URL(request.url).pathname.replace(/^\/+|\/+$/g, '');
  return path === '' ? '' : `/${path}`;
}

/** The last part of the path, if it can be an id. */
function idIn(url: string): string | undefined {
  try {
    const id = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
    return isGenerationId(id) ? id : undefined;
  } catch {
    return undefined; // not even UTF-8
  }
}
