import type { EventSourceMessage } from 'eventsource-parser';
import { EMPTY, Observable, retry, type Subscriber, tap } from 'rxjs';
import { textOfThrown } from '../../check.js';
import { GenerationError } from '../../errors.js';
import type { ConverseEvent } from '../../events.js';
import { Silence } from '../../timing/silence.js';
import { errorOf, logGap } from '../end.js';
import type { LogEntry } from '../log.js';
import { reasonOf } from '../reasonOf.js';
import { Backoff } from './backoff.js';
import type { SseConnection } from './connection.js';
import { decode, type Ended } from './decode.js';
import { readFrames } from './frameReader.js';
import { Interruption } from './interruption.js';
import type { SseSettings } from './options.js';
import { refusalOf } from './refusalOf.js';
import { Requests } from './requests.js';

/** One reader's way through a generation, over as many responses as it takes. */
export class Journey {
  private readonly settings: SseSettings;
  private readonly requests: Requests;
  private readonly backoff: Backoff;
  /** The place of the last event that was emitted. */
  private seq = 0;
  private hasOpened = false;
  private hasStopped = false;
  /** Whether nothing can be lost any more. */
  private isWhole = false;
  /** Whether this server says that it is alive, so that its silence means something. */
  private beats = false;
  private isOver = false;
  private hasLeft = false;

  constructor(settings: SseSettings) {
    this.settings = settings;
    this.requests = new Requests(settings.url, settings.init);
    this.backoff = new Backoff(
      settings.reconnect,
      (wait) => this.tell('onConnection', wait),
      settings.scheduler,
    );
  }

  /** The events, from one response after the other. */
  events(): Observable<ConverseEvent> {
    const end = () => (this.isOver = true);
    const response = new Observable<ConverseEvent>((subscriber) => this.read(subscriber));
    return response.pipe(
      // Of a message that is whole nobody needs to hear the end: it completes.
      retry({ delay: (error: unknown) => (this.isWhole ? EMPTY : this.backoff.after(error)) }),
      tap({ error: end, complete: end }),
    );
  }

  /** Nobody listens any more, whatever the reason. */
  leave(): void {
    this.hasLeft = true;
    if (this.cancels) this.requests.cancel();
  }

  /** Whether the generation is to end for everybody, as this reader has left it. */
  private get cancels(): boolean {
    return this.hasLeft && !this.isOver && this.settings.onLeave === 'cancel';
  }

  private read(subscriber: Subscriber<ConverseEvent>): () => void {
    const controller = new AbortController();
    this.exchange(subscriber, controller).catch((error: unknown) => {
      if (!subscriber.closed) subscriber.error(error);
    });
    return () => {
      // What is being started can be cancelled only when its name is known.
      if (this.requests.isNamed || !this.cancels) controller.abort();
    };
  }

  private async exchange(subscriber: Subscriber<ConverseEvent>, controller: AbortController): Promise<void> {
    const isOpen = () => !subscriber.closed;
    this.tell('onConnection', { state: 'connecting' });
    if (!isOpen()) return;
    const silence = new Silence(this.settings.scheduler);
    if (this.beats) this.watch(silence, subscriber);
    const response = await fetch(this.requests.next(this.seq, controller.signal)).catch(lost);
    if (!isOpen()) {
      this.openTooLate(response, controller);
      return;
    }
    const body = await this.open(response);
    const listener = {
      isOpen,
      onFrame: (frame: EventSourceMessage) => this.receive(decode(frame), subscriber),
      onHeartbeat: () => {
        this.backoff.begin();
        if (!this.beats) this.watch(silence, subscriber);
        this.beats = true;
      },
      onBytes: () => silence.begin(),
      onRetry: (ms: number) => this.backoff.suggest(ms),
    };
    await readFrames(body, listener, controller.signal).catch(lost);
    if (isOpen()) throw cut('The response ended before the generation did.');
  }

  /** The frames of an answer. */
  private async open(response: Response): Promise<ReadableStream<Uint8Array>> {
    const { status, headers, body } = response;
    const isStream = status === 200 && /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
    if (!isStream || !body) throw await refusalOf(response, this.hasOpened).catch(lost);
    const id = this.requests.open(response);
    if (!this.hasOpened) this.tell('onOpen', { id });
    this.hasOpened = true;
    this.tell('onConnection', { state: 'open' });
    return body;
  }

  /** The answer to somebody who has left: if the generation is to be cancelled, it has a name now. */
  private openTooLate(response: Response, controller: AbortController): void {
    if (this.cancels) {
      if (response.ok) this.requests.open(response);
      this.requests.cancel();
    }
    controller.abort();
    // As well, for a signal that was forgotten.
    response.body?.cancel().catch(() => undefined);
  }

  private tell(option: 'onOpen', opened: { id: string }): void;
  private tell(option: 'onConnection', connection: SseConnection): void;
  private tell(option: 'onOpen' | 'onConnection', told: never): void {
    try {
      this.settings[option]?.(told);
    } catch (cause) {
      throw new GenerationError('unknown', `options.${option} has thrown: ${textOfThrown(cause)}`, { cause });
    }
  }

  private receive(said: LogEntry | Ended | undefined, subscriber: Subscriber<ConverseEvent>): void {
    if (!said) return;
    if ('end' in said) {
      const error = errorOf(said.end);
      if (error) subscriber.error(error);
      else if (said.end.status === 'complete' && !this.hasStopped) subscriber.error(incomplete());
      else subscriber.complete();
      return;
    }
    const { seq, event } = said;
    // A server that is not sure what has arrived may send it again.
    if (seq <= this.seq) return;
    if (seq !== this.seq + 1) throw logGap(this.seq, seq);
    this.seq = seq;
    this.hasStopped ||= event.messageStop != null;
    this.isWhole ||= this.hasStopped && event.metadata?.usage != null;
    this.backoff.begin();
    subscriber.next(event);
  }

  private watch(silence: Silence, subscriber: Subscriber<ConverseEvent>): void {
    const { idleTimeout } = this.settings;
    const expire = () => subscriber.error(cut(`The server sent nothing for ${idleTimeout} ms.`));
    subscriber.add(silence.watch(idleTimeout, expire));
  }
}

/** Passes on what is known to be wrong; all else is the network's. */
function lost(error: unknown): never {
  if (error instanceof GenerationError) throw error;
  const message = `The connection failed: ${reasonOf(error)}`;
  throw new Interruption(new GenerationError('network', message, { cause: error }));
}

function cut(message: string): Interruption {
  return new Interruption(new GenerationError('network', message));
}

function incomplete(): GenerationError {
  return new GenerationError(
    'truncated',
    'The server calls the generation complete, but sent no messageStop.',
  );
}
