import type { ConverseEvent, GenerationState } from 'rx-bedrock/browser';
import { coalesceDeltas, trackState } from 'rx-bedrock/operators';
import type { Observable } from 'rxjs';
import { type MaybeRefOrGetter, type ShallowRef, shallowRef, toValue, watchEffect } from 'vue';

/** The state of a generation, for as long as the component lives; of another one when the ref or getter gives another. */
export function useGeneration(
  generation: MaybeRefOrGetter<Observable<ConverseEvent>>,
): Readonly<ShallowRef<GenerationState>> {
  const state = shallowRef() as ShallowRef<GenerationState>; // set at once: trackState() begins with a value
  watchEffect((onCleanup) => {
    const subscription = toValue(generation)
      .pipe(coalesceDeltas({ frames: true }), trackState())
      .subscribe((now) => (state.value = now));
    onCleanup(() => subscription.unsubscribe());
  });
  return state;
}
