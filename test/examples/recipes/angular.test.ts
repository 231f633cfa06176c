import '@angular/compiler'; // compiles the templates here; a project of yours has them compiled by `ng build`
import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { Answer, Question } from '../../../examples/recipes/angular/answer.js';
import { worksOnScreen } from './worksOnScreen.js';

worksOnScreen('Angular', async (host, asked) => {
  host.append(document.createElement('app-answer'));
  const app = await bootstrapApplication(Answer, { providers: [provideZonelessChangeDetection()] });
  const question = app.injector.get(Question);
  question.asked.set(asked);
  return { change: (next) => question.asked.set(next), unmount: () => app.destroy() };
});
