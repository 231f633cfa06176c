import type { ConverseEvent, GenerationState } from 'rx-bedrock/browser';
import { trackState } from 'rx-bedrock/operators';
import type { Observable } from 'rxjs';
import { type ShallowRef, shallowRef, watchEffect } from 'vue';

/** The state of a generation, for as long as the component lives; of another one when the getter gives another. */
export function useGeneration(
  generation: () => Observable<ConverseEvent>,
): Readonly<ShallowRef<GenerationState>> {
  const state = shallowRef() as ShallowRef<GenerationState>; // set at once: trackState() begins with a value
  watchEffect((onCleanup) => {
    const subscription = generation()
      .pipe(trackState())
      .subscribe((now) => (state.value = now));
    onCleanup(() => subscription.unsubscribe());
  });
  return state;
}
