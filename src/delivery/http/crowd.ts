import { tooMany } from './answers.js';
import type { GenerationCaps } from './options.js';

/** Who is being served in this process just now: generations that run, responses that are open. */
export class Crowd {
  private readonly caps: Required<GenerationCaps>;
  private generations = 0;
  private responses = 0;
  private readonly responsesTo = new Map<string, number>();

  constructor(caps: Required<GenerationCaps>) {
    this.caps = caps;
  }

  /** Counts one more generation, or refuses it. @returns what to call when it is over */
  addGeneration(): () => void {
    if (this.generations >= this.caps.generations) throw tooMany(503, 'generations');
    this.generations += 1;
    return once(() => {
      this.generations -= 1;
    });
  }

  /** Refuses whoever could not be answered: before something is started for them. */
  refuseWhenFull(): void {
    if (this.responses >= this.caps.responses) throw tooMany(503, 'readers');
  }

  /** Counts one more response, or refuses it. @returns what to call when it is closed */
  addResponse(id: string): () => void {
    this.refuseWhenFull();
    const toThis = this.responsesTo.get(id) ?? 0;
    if (toThis >= this.caps.responsesPerGeneration) throw tooMany(429, 'readers of this generation');
    this.responses += 1;
    this.responsesTo.set(id, toThis + 1);
    return once(() => {
      this.responses -= 1;
      this.leave(id);
    });
  }

  private leave(id: string): void {
    const left = (this.responsesTo.get(id) ?? 0) - 1;
    if (left > 0) this.responsesTo.set(id, left);
    else this.responsesTo.delete(id);
  }
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
