/** @jsxImportSource solid-js */
import type { ConverseEvent } from 'rx-bedrock/browser';
import { coalesceDeltas, trackState } from 'rx-bedrock/operators';
import type { Observable } from 'rxjs';
import { createMemo, createSignal, from, Show } from 'solid-js';

interface AnswerProps {
  generation: Observable<ConverseEvent>; // of converse() or fromSse()
  onStop: () => void; // gives its option `stop` a value
}

export function Answer(props: AnswerProps) {
  const [isSecondOpen, setSecondOpen] = createSignal(false);
  return (
    <>
      <Pane {...props} />
      <Show when={isSecondOpen()}>
        <Pane {...props} />
      </Show>
      <button onClick={() => setSecondOpen(true)}>Open a second pane</button>
    </>
  );
}

function Pane(props: AnswerProps) {
  // Another generation is another signal. It has a value at once: trackState() begins with one.
  const signal = createMemo(() =>
    from(props.generation.pipe(coalesceDeltas({ frames: true }), trackState())),
  );
  const state = () => signal()()!;
  const isRunning = () => state().status === 'connecting' || state().status === 'streaming';
  return (
    <section aria-busy={isRunning()}>
      <Show when={state().status === 'connecting'}>
        <progress aria-label="Waiting for the first word" />
      </Show>
      <p style="white-space: pre-wrap">{state().text}</p>
      <p role="status">
        {state().status === 'complete' && 'Answer complete'}
        {state().status === 'stopped' && 'Stopped'}
      </p>
      <Show when={state().error}>{(error) => <p role="alert">{error().message}</p>}</Show>
      <Show when={isRunning()}>
        <button onClick={props.onStop}>Stop</button>
      </Show>
    </section>
  );
}
