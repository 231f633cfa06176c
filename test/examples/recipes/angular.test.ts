import '@angular/compiler'; // compiles the templates here; a project of yours has them compiled by `ng build`
import { Input, Output, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { Answer, Pane, Question } from '../../../examples/recipes/angular/answer.js';
import { worksOnScreen } from './worksOnScreen.js';

// Which of its fields are inputs and outputs `ng build` reads in the source; at run time nobody can see it.
const signalInput = { isSignal: true, alias: 'state', required: true } as Input;
(Input(signalInput) as PropertyDecorator)(Pane.prototype, 'state');
(Output('stop') as PropertyDecorator)(Pane.prototype, 'stop');

worksOnScreen('Angular', async (host, asked) => {
  host.append(document.createElement('app-answer'));
  const app = await bootstrapApplication(Answer, { providers: [provideZonelessChangeDetection()] });
  const question = app.injector.get(Question);
  question.asked.set(asked);
  return { change: (next) => question.asked.set(next), unmount: () => app.destroy() };
});
