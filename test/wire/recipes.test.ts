import { converse, type GenerationState, userMessage } from 'rx-bedrock';
import { trackState } from 'rx-bedrock/operators';
import { messageStart, stall, textDelta, textMessage } from 'rx-bedrock/testing';
import type { ScriptedRequest } from 'rx-bedrock/testing';
import {
  BehaviorSubject,
  defer,
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  type Observable,
  ReplaySubject,
  retry,
  shareReplay,
  Subject,
  switchMap,
} from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closesPromptly } from './promptly.js';
import { protocols, type Served, serve } from './serve.js';

/** Answers with the prompt, and then thinks on for ever, unless the prompt asks for an end. */
function thinking({ input }: ScriptedRequest) {
  const prompt = input.messages?.[0]?.content?.[0]?.text ?? '';
  if (prompt.endsWith('!')) return textMessage(prompt);
  return [messageStart(), textDelta(`About ${prompt}`), stall()];
}

const inputOf = (prompt: string) => ({ modelId: 'a-model', messages: [userMessage(prompt)] });

/**
 * The flagship: each prompt is one generation, whichever panes look at it, and whenever. What shareReplay(1) keeps
 * when the last pane closes is the generation, not its request: that closes with its own last subscriber.
 */
function flagship({ client }: Served, prompts: Observable<string>, stop = new Subject<void>()) {
  const generations = prompts.pipe(
    map((prompt) => converse(client, inputOf(prompt), { stop })),
    shareReplay({ bufferSize: 1, refCount: false }),
  );
  return generations.pipe(switchMap((generation) => generation.pipe(trackState())));
}

/** A pane of a screen, which remembers the states that it has shown. */
class Pane {
  private readonly states = new ReplaySubject<GenerationState>(Infinity);
  private readonly subscription;

  constructor(states: Observable<GenerationState>) {
    this.subscription = states.subscribe(this.states);
    onTestFinished(() => this.close());
  }

  shows(text: string, status: GenerationState['status'] = 'streaming'): Promise<GenerationState> {
    return firstValueFrom(
      this.states.pipe(filter((state) => state.text === text && state.status === status)),
    );
  }

  close(): void {
    this.subscription.unsubscribe();
  }
}

describe.each(protocols)('prompts, generations, panes, over %s', (protocol) => {
  it('make one request for each prompt, and close the previous generation with the next prompt', async () => {
    const served = await serve(protocol, thinking);
    const prompts = new Subject<string>();
    const states = flagship(served, prompts);
    const panes = [new Pane(states), new Pane(states), new Pane(states)];

    prompts.next('cats');
    await Promise.all(panes.map((pane) => pane.shows('About cats')));
    await closesPromptly(await served.asked(0), () => prompts.next('dogs'));
    await Promise.all(panes.map((pane) => pane.shows('About dogs')));
    await closesPromptly(await served.asked(1), () => prompts.next('That is all!'));
    await Promise.all(panes.map((pane) => pane.shows('That is all!', 'complete')));

    expect(await served.requestCount()).toBe(3);
  });

  it('let a pane that opens late catch up at once', async () => {
    const served = await serve(protocol, thinking);
    const prompts = new Subject<string>();
    const states = flagship(served, prompts);
    const early = new Pane(states);
    prompts.next('cats');
    await early.shows('About cats');
    expect(await firstValueFrom(states.pipe(filter(({ text }) => text !== '')))).toMatchObject({
      status: 'streaming',
      text: 'About cats',
    });
    expect((await served.asked()).isOpen).toBe(true);
    expect(await served.requestCount()).toBe(1);
  });

  it('close the generation when the last pane closes, and ask nothing when one opens again', async () => {
    const served = await serve(protocol, thinking);
    const prompts = new BehaviorSubject('cats');
    const states = flagship(served, prompts);
    const pane = new Pane(states);
    await pane.shows('About cats');
    await closesPromptly(await served.asked(), () => pane.close());
    const reopened = new Pane(states);
    await reopened.shows('About cats', 'aborted');
    expect(await served.requestCount()).toBe(1);
    prompts.next('dogs');
    await reopened.shows('About dogs');
    expect(await served.requestCount()).toBe(2);
  });

  it('show a whole answer again after all panes were closed', async () => {
    const served = await serve(protocol, thinking);
    const prompts = new BehaviorSubject('That is all!');
    const states = flagship(served, prompts);
    const pane = new Pane(states);
    await pane.shows('That is all!', 'complete');
    pane.close();
    await new Pane(states).shows('That is all!', 'complete');
    expect(await served.requestCount()).toBe(1);
  });

  it('survive a generation that fails: its error is a state, and the next prompt is answered', async () => {
    const served = await serve(protocol, ({ index }) =>
      textMessage('Once more.').slice(0, index === 0 ? 2 : 9),
    );
    const prompts = new Subject<string>();
    const pane = new Pane(flagship(served, prompts));
    prompts.next('cats');
    expect((await pane.shows('Once', 'truncated')).error).toMatchObject({ code: 'truncated' });
    prompts.next('dogs');
    await pane.shows('Once more.', 'complete');
  });

  it('hurried through several prompts in one task send only the last', async () => {
    const served = await serve(protocol, thinking);
    const prompts = new BehaviorSubject('cats');
    const pane = new Pane(flagship(served, prompts));
    prompts.next('dogs');
    prompts.next('That is all!');
    await pane.shows('That is all!', 'complete');
    expect(await served.requestCount()).toBe(1);
  });
});

describe.each(protocols)('a Stop button, over %s', (protocol) => {
  it('completes the current generation for all panes, closes it, and leaves the next one alone', async () => {
    const served = await serve(protocol, thinking);
    const prompts = new Subject<string>();
    const stop = new Subject<void>();
    const states = flagship(served, prompts, stop);
    const panes = [new Pane(states), new Pane(states)];
    prompts.next('cats');
    await Promise.all(panes.map((pane) => pane.shows('About cats')));
    await closesPromptly(await served.asked(), () => stop.next());
    await Promise.all(panes.map((pane) => pane.shows('About cats', 'stopped')));
    prompts.next('That is all!');
    await Promise.all(panes.map((pane) => pane.shows('That is all!', 'complete')));
    expect(await served.requestCount()).toBe(2);
  });
});

describe.each(protocols)('asking again, over %s', (protocol) => {
  const failsTwice = ({ index }: ScriptedRequest) => textMessage('At last.').slice(0, index < 2 ? 2 : 9);

  it('is one more request each time with defer()', async () => {
    const served = await serve(protocol, failsTwice);
    const generation = defer(() => converse(served.client, inputOf('cats'))).pipe(retry(2));
    expect(await lastValueFrom(generation.pipe(trackState()))).toMatchObject({ status: 'complete' });
    expect(await served.requestCount()).toBe(3);
  });

  it('is the same failure again without it', async () => {
    const served = await serve(protocol, failsTwice);
    const generation = converse(served.client, inputOf('cats')).pipe(retry(2));
    expect(await lastValueFrom(generation.pipe(trackState()))).toMatchObject({ status: 'truncated' });
    expect(await served.requestCount()).toBe(1);
  });
});
