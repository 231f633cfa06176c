import '@angular/compiler'; // compiles the templates here; a project of yours has them compiled by `ng build`
import {
  createComponent,
  Input,
  inputBinding,
  Output,
  outputBinding,
  provideZonelessChangeDetection,
  signal,
} from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { Answer, Pane } from '../../../examples/recipes/angular/answer.js';
import { worksOnScreen } from './worksOnScreen.js';

// Which of its fields are inputs and outputs `ng build` reads in the source; at run time nobody can see it.
for (const { prototype } of [Pane, Answer]) {
  const signalInput = { isSignal: true, alias: 'generation', required: true } as Input;
  (Input(signalInput) as PropertyDecorator)(prototype, 'generation');
  (Output('stop') as PropertyDecorator)(prototype, 'stop');
}

worksOnScreen('Angular', async (host, asked) => {
  const now = signal(asked);
  const app = await createApplication({ providers: [provideZonelessChangeDetection()] });
  const answer = createComponent(Answer, {
    environmentInjector: app.injector,
    hostElement: host.appendChild(document.createElement('app-answer')),
    bindings: [inputBinding('generation', () => now().generation), outputBinding('stop', () => now().stop())],
  });
  app.attachView(answer.hostView);
  return { change: (next) => now.set(next), unmount: () => app.destroy() };
});
