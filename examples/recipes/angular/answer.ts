import { AsyncPipe } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injectable,
  input,
  output,
  signal,
} from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { ConverseEvent, GenerationState } from 'rx-bedrock/browser';
import { trackState } from 'rx-bedrock/operators';
import { filter, type Observable, switchMap } from 'rxjs';

export interface Asked {
  generation: Observable<ConverseEvent>; // of converse() or fromSse()
  stop: () => void; // gives its option `stop` a value
}

/** What was asked last: set it, and the panes switch. */
@Injectable({ providedIn: 'root' })
export class Question {
  readonly asked = signal<Asked | undefined>(undefined);
  readonly states: Observable<GenerationState> = toObservable(this.asked).pipe(
    filter((asked) => asked !== undefined),
    switchMap(({ generation }) => generation.pipe(trackState())),
  );
}

@Component({
  selector: 'app-pane',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section [attr.aria-busy]="isRunning()">
      @if (state().status === 'connecting') {
        <progress aria-label="Waiting for the first word"></progress>
      }
      <p>{{ state().text }}</p>
      @if (state().error; as error) {
        <p role="alert">{{ error.message }}</p>
      }
      @if (isRunning()) {
        <button (click)="stop.emit()">Stop</button>
      }
    </section>
  `,
})
export class Pane {
  readonly state = input.required<GenerationState>();
  readonly stop = output();
  readonly isRunning = computed(() => ['connecting', 'streaming'].includes(this.state().status));
}

/** The first pane has a signal, the second the async pipe: either will do. */
@Component({
  selector: 'app-answer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AsyncPipe, Pane],
  template: `
    @if (state(); as state) {
      <app-pane [state]="state" (stop)="question.asked()?.stop()" />
    }
    @if (isSecondOpen()) {
      @if (question.states | async; as state) {
        <app-pane [state]="state" (stop)="question.asked()?.stop()" />
      }
    }
    <button (click)="isSecondOpen.set(true)">Open a second pane</button>
  `,
})
export class Answer {
  readonly question = inject(Question);
  readonly state = toSignal(this.question.states);
  readonly isSecondOpen = signal(false);
}
