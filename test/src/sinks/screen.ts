import type { ExternalStore, GenerationState } from 'rx-bedrock';
import { expect } from 'vitest';

/** A component that does with a store what React's `useSyncExternalStore` does. */
export class Screen {
  /** What was drawn, one state after the other. */
  readonly drawn: GenerationState[] = [];
  /** How often the store has called back. */
  calls = 0;
  private readonly store: ExternalStore<GenerationState>;
  private leave: (() => void) | undefined;

  constructor(store: ExternalStore<GenerationState>) {
    this.store = store;
    this.draw();
  }

  get texts(): string[] {
    return this.drawn.map(({ text }) => text);
  }

  mount(): this {
    this.leave = this.store.subscribe(() => {
      this.calls += 1;
      this.draw();
    });
    // Something may have changed between drawing and subscribing.
    this.draw();
    return this;
  }

  unmount(): void {
    this.leave?.();
  }

  private draw(): void {
    const state = this.store.getSnapshot();
    // React calls twice, and loops for ever where the two differ.
    expect(this.store.getSnapshot()).toBe(state);
    if (this.drawn.at(-1) !== state) this.drawn.push(state);
  }
}
