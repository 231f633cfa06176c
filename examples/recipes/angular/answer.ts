import { AsyncPipe } from '@angular/common';
import { Component, EventEmitter, inject, Injectable, Input, Output, signal } from '@angular/core';
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
  template: `
    <section [attr.aria-busy]="isRunning">
      @if (state.status === 'connecting') {
        <progress aria-label="Waiting for the first word"></progress>
      }
      <p>{{ state.text }}</p>
      @if (state.error) {
        <p role="alert">{{ state.error.message }}</p>
      }
      @if (isRunning) {
        <button (click)="stop.emit()">Stop</button>
      }
    </section>
  `,
})
class Pane {
  @Input({ required: true }) state!: GenerationState;
  @Output() readonly stop = new EventEmitter<void>();

  get isRunning(): boolean {
    return this.state.status === 'connecting' || this.state.status === 'streaming';
  }
}

/** The first pane has a signal, the second the async pipe: either will do. */
@Component({
  selector: 'app-answer',
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
