import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { ConverseEvent } from 'rx-bedrock/browser';
import { coalesceDeltas, trackState } from 'rx-bedrock/operators';
import { map, type Observable, switchMap } from 'rxjs';

@Component({
  selector: 'app-pane',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AsyncPipe],
  template: `
    @if (state(); as state) {
      <section [attr.aria-busy]="isRunning()">
        @if (state.status === 'connecting') {
          <progress aria-label="Waiting for the first word"></progress>
        }
        <p style="white-space: pre-wrap">{{ state.text }}</p>
        <small>{{ characters | async }} characters</small>
        <p role="status">
          @if (state.status === 'complete') { Answer complete }
          @if (state.status === 'stopped') { Stopped }
        </p>
        @if (state.error; as error) {
          <p role="alert">{{ error.message }}</p>
        }
        @if (isRunning()) {
          <button (click)="stop.emit()">Stop</button>
        }
      </section>
    }
  `,
})
export class Pane {
  readonly generation = input.required<Observable<ConverseEvent>>();
  readonly stop = output();
  private readonly states = toObservable(this.generation).pipe(
    switchMap((generation) => generation.pipe(coalesceDeltas({ frames: true }), trackState())),
  );
  protected readonly state = toSignal(this.states);
  // For the async pipe: one more subscriber, and still one request.
  protected readonly characters = this.states.pipe(map(({ text }) => text.length));
  protected readonly isRunning = computed(() => {
    const status = this.state()?.status;
    return status === 'connecting' || status === 'streaming';
  });
}

@Component({
  selector: 'app-answer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Pane],
  template: `
    <app-pane [generation]="generation()" (stop)="stop.emit()" />
    @if (isSecondOpen()) {
      <app-pane [generation]="generation()" (stop)="stop.emit()" />
    }
    <button (click)="isSecondOpen.set(true)">Open a second pane</button>
  `,
})
export class Answer {
  readonly generation = input.required<Observable<ConverseEvent>>(); // of converse() or fromSse()
  readonly stop = output(); // gives its option `stop` a value
  protected readonly isSecondOpen = signal(false);
}
