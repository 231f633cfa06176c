import type { ConverseEvent, GenerationError } from 'rx-bedrock';
import { accumulateText } from 'rx-bedrock/operators';
import {
  catchError,
  endWith,
  filter,
  first,
  firstValueFrom,
  ignoreElements,
  type Observable,
  of,
  ReplaySubject,
  type Subscription,
} from 'rxjs';

/** A subscriber that remembers what it has heard, and lets a test wait for it. */
export class Listener {
  readonly events: ConverseEvent[] = [];
  /** How it ended: never rejects, never resolves for one who has left. */
  readonly end: Promise<'complete' | GenerationError>;
  private readonly heard = new ReplaySubject<ConverseEvent>(Infinity);
  private readonly subscription: Subscription;

  constructor(generation: Observable<ConverseEvent>) {
    this.heard.subscribe({ next: (event) => this.events.push(event), error: () => undefined });
    this.end = firstValueFrom(
      this.heard.pipe(
        ignoreElements(),
        endWith('complete' as const),
        catchError((error: unknown) => of(error as GenerationError)),
      ),
    );
    this.subscription = generation.subscribe(this.heard);
  }

  /** The text so far. */
  get text(): string {
    return this.events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
  }

  /** Resolves when the text so far holds the words. */
  hears(words: string): Promise<unknown> {
    return firstValueFrom(
      this.heard.pipe(
        accumulateText(),
        first((text) => text.includes(words)),
      ),
    );
  }

  /** Resolves when there was such an event. */
  hearsOf(kind: 'messageStop' | 'metadata'): Promise<unknown> {
    return firstValueFrom(this.heard.pipe(filter((event) => event[kind] !== undefined)));
  }

  /** Resolves with the error that it must have ended in. */
  async fails(): Promise<GenerationError> {
    const end = await this.end;
    if (end === 'complete') throw new Error(`It completed, after: ${this.text}`);
    return end;
  }

  leave(): void {
    this.subscription.unsubscribe();
  }
}
