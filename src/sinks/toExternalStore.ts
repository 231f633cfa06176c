import { type Observable, Subject, Subscription } from 'rxjs';
import { checkFunction, checkSource } from '../check.js';
import { emptyMessage } from '../message/fold.js';
import { snapshotOf } from '../message/snapshotOf.js';
import { type GenerationState, withText } from '../outcome.js';

/** What React's `useSyncExternalStore` takes; its functions can be passed around by themselves. */
export interface ExternalStore<S> {
  /**
   * Calls back whenever the snapshot has changed.
   * @returns what to call to leave
   */
  readonly subscribe: (onChange: () => void) => () => void;
  /** The state as it is; the very same object until it changes. */
  readonly getSnapshot: () => S;
  /** The state before anything has come, which is what a server renders. */
  readonly getServerSnapshot: () => S;
}

/**
 * Makes the state of a generation a store, for React's `useSyncExternalStore` and whatever else knows such stores.
 *
 * <span class="informal">`useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot)`.</span>
 *
 * All who subscribe to the store are one subscriber of the generation, from the first who comes to the last who
 * leaves. React's StrictMode may subscribe, leave and subscribe again: nothing is sent twice, or at all for that. The
 * last state stays when everybody has left. Make a store once for each generation, outside of rendering or in a memo;
 * and where components come and go, give the generation a `grace`, or the last one to leave closes it.
 *
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { converse, toExternalStore, userMessage } from 'rx-bedrock';
 * import { trackState } from 'rx-bedrock/operators';
 *
 * const input = { modelId: 'us.amazon.nova-micro-v1:0', messages: [userMessage('Hello')] };
 * const store = toExternalStore(converse(new BedrockRuntimeClient(), input, { grace: 1_000 }).pipe(trackState()));
 * store.subscribe(() => console.log(store.getSnapshot().status, store.getSnapshot().text));
 * ```
 *
 * @param state - the states of a generation, from `trackState()`
 * @returns a store of them
 * @throws TypeError - at once, when there is nothing to subscribe to
 */
export function toExternalStore(state: Observable<GenerationState>): ExternalStore<GenerationState>;
/**
 * Makes the values of an operator a store: `toExternalStore(generation.pipe(accumulateToolUse()), [])`. Should the
 * source error, `getSnapshot` throws that, for an error boundary.
 *
 * @param values - what the store shows, the latest at a time
 * @param initial - what it shows before there is any
 * @returns a store of them
 * @throws TypeError - at once, when there is nothing to subscribe to
 */
export function toExternalStore<S>(values: Observable<S>, initial: S): ExternalStore<S>;
export function toExternalStore<S>(values: Observable<S>, initial?: S): ExternalStore<S | GenerationState> {
  const source = checkSource<S | GenerationState>('toExternalStore', values);
  if (initial !== undefined) return new Store(source, initial);
  const connecting = withText(snapshotOf(emptyMessage), emptyMessage);
  return new Store(source, connecting, saysNothing);
}

/** Gives the state, or throws what the source failed with. */
type Sight<S> = () => S;

class Store<S> implements ExternalStore<S> {
  private readonly source: Observable<S>;
  private readonly initial: S;
  /** Whether a value says no more than the initial one, the very same object of which is shown for it. */
  private readonly isInitial: (value: S) => boolean;
  private readonly changes = new Subject<void>();
  private readonly showInitial: Sight<S> = () => this.initial;
  private sight = this.showInitial;
  /** The line to the source, from the first who comes to the last who leaves. */
  private line: Subscription | undefined;
  /** What is over is not subscribed to again: its last state stays. */
  private isOver = false;

  constructor(source: Observable<S>, initial: S, isInitial = (value: S) => value === initial) {
    this.source = source;
    this.initial = initial;
    this.isInitial = isInitial;
  }

  readonly subscribe = (onChange: () => void): (() => void) => {
    checkFunction('What subscribe() was given', onChange, 'It is called whenever the state has changed.');
    // Through a Subject: a listener that throws is reported, and the others are still called.
    // eslint-disable-next-line rxjs-x/no-ignored-error -- a Subject of ours, which never errors
    const listener = this.changes.subscribe(onChange);
    if (!this.line && !this.isOver) this.connect();
    return () => {
      listener.unsubscribe();
      if (this.changes.observed) return;
      this.line?.unsubscribe();
      this.line = undefined;
    };
  };

  readonly getSnapshot = (): S => this.sight();

  readonly getServerSnapshot = (): S => this.initial;

  private connect(): void {
    let latest: Sight<S> | undefined;
    let isCatchingUp = true;
    const receive = (sight: Sight<S>): void => {
      latest = sight;
      if (!isCatchingUp) this.show(sight);
    };
    // Kept before there is anything on it: the source may bring somebody here while it is being subscribed to.
    this.line = new Subscription();
    this.line.add(
      this.source.subscribe({
        next: (state) => {
          receive(this.isInitial(state) ? this.showInitial : () => state);
        },
        // For an error boundary. trackState() never errors; what stands behind it may.
        error: (error: unknown) => {
          this.isOver = true;
          receive(() => {
            throw error;
          });
        },
        complete: () => {
          this.isOver = true;
        },
      }),
    );
    isCatchingUp = false;
    // Of what came at once, only the last is news: whoever comes back has seen the way there.
    if (latest) this.show(latest);
  }

  private show(sight: Sight<S>): void {
    if (sight === this.sight) return;
    this.sight = sight;
    this.changes.next();
  }
}

function saysNothing(value: unknown): boolean {
  const { message: _message, status, text: _text, ...more } = value as GenerationState;
  return status === 'connecting' && Object.keys(more).length === 0;
}
