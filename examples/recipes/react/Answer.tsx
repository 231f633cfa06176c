import {
  type ConverseEvent,
  type ExternalStore,
  type GenerationState,
  toExternalStore,
} from 'rx-bedrock/browser';
import { coalesceDeltas, trackState } from 'rx-bedrock/operators';
import { useMemo, useState, useSyncExternalStore } from 'react';
import type { Observable } from 'rxjs';

interface AnswerProps {
  generation: Observable<ConverseEvent>; // of converse() or fromSse()
  onStop: () => void; // gives its option `stop` a value
}

export function Answer({ generation, onStop }: AnswerProps) {
  const store = useMemo(
    () => toExternalStore(generation.pipe(coalesceDeltas({ frames: true }), trackState())),
    [generation],
  );
  const [isSecondOpen, setSecondOpen] = useState(false);
  return (
    <>
      <Pane store={store} onStop={onStop} />
      {isSecondOpen && <Pane store={store} onStop={onStop} />}
      <button onClick={() => setSecondOpen(true)}>Open a second pane</button>
    </>
  );
}

function Pane({ store, onStop }: { store: ExternalStore<GenerationState>; onStop: () => void }) {
  const { subscribe, getSnapshot, getServerSnapshot } = store;
  const { status, text, error } = useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot);
  const isRunning = status === 'connecting' || status === 'streaming';
  return (
    <section aria-busy={isRunning}>
      {status === 'connecting' && <progress aria-label="Waiting for the first word" />}
      <p style={{ whiteSpace: 'pre-wrap' }}>{text}</p>
      <p role="status">
        {status === 'complete' && 'Answer complete'}
        {status === 'stopped' && 'Stopped'}
      </p>
      {error && <p role="alert">{error.message}</p>}
      {isRunning && <button onClick={onStop}>Stop</button>}
    </section>
  );
}
