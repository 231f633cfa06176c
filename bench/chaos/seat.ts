import { type ConverseEvent, GenerationError } from 'rx-bedrock';
import type { Observable, Subscription } from 'rxjs';
import { words } from './answer.js';
import type { Ending } from './faults.js';

type End = 'complete' | GenerationError;

export function endingOf(end: End): Ending {
  return end === 'complete' ? end : end.code;
}

/** A subscriber that counts how often it is told of an end. */
export class Seat {
  /** Resolves when it has seen the end, or has left. */
  readonly settled: Promise<void>;
  readonly ends: End[] = [];
  private text = '';
  private hasLeft = false;
  private settle: () => void = () => undefined;
  private readonly subscription: Subscription;

  constructor(generation: Observable<ConverseEvent>) {
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
    const end = (how: End) => {
      this.ends.push(how);
      this.settle();
    };
    this.subscription = generation.subscribe({
      next: ({ contentBlockDelta }) => {
        this.text += contentBlockDelta?.delta?.text ?? '';
        if (this.hasLeft) this.text += ' (heard after it had left)';
      },
      error: (error: unknown) => end(error as GenerationError),
      complete: () => end('complete'),
    });
  }

  leave(): void {
    this.hasLeft = this.ends.length === 0;
    this.subscription.unsubscribe();
    this.settle();
  }

  /** What was not as it has to be. */
  complaints(): string[] {
    const [end] = this.ends;
    const expected = this.hasLeft ? 0 : 1;
    const rules: readonly (readonly [holds: boolean, complaint: string])[] = [
      [this.ends.length === expected, `${this.ends.length} ends in place of ${expected}`],
      [words.startsWith(this.text), `text that the server has not sent: ${this.text}`],
      [end !== 'complete' || this.text === words, `complete after ${this.text.length} characters`],
      [isTold(end, this.text), 'an error that does not tell what had arrived'],
    ];
    return rules.flatMap(([holds, complaint]) => (holds ? [] : [complaint]));
  }
}

function isTold(end: End | undefined, text: string): boolean {
  if (end === undefined || end === 'complete') return true;
  if (!(end instanceof GenerationError)) return false;
  const told = end.partial.message.content.map(({ text }) => text);
  return told.join() === text;
}
