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
import { converse, userMessage } from 'rx-bedrock';
import { scriptedClient, textMessage } from 'rx-bedrock/testing';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Mount, worksOnScreen } from './worksOnScreen.js';

// Which of its fields are inputs and outputs `ng build` reads in the source; at run time nobody can see it.
for (const { prototype } of [Pane, Answer]) {
  const signalInput = { isSignal: true, alias: 'generation', required: true } as Input;
  (Input(signalInput) as PropertyDecorator)(prototype, 'generation');
  (Output('stop') as PropertyDecorator)(prototype, 'stop');
}

const mount: Mount = async (host, asked) => {
  const now = signal(asked);
  const app = await createApplication({ providers: [provideZonelessChangeDetection()] });
  const answer = createComponent(Answer, {
    environmentInjector: app.injector,
    hostElement: host.appendChild(document.createElement('app-answer')),
    bindings: [inputBinding('generation', () => now().generation), outputBinding('stop', () => now().stop())],
  });
  app.attachView(answer.hostView);
  return { change: (next) => now.set(next), unmount: () => app.destroy() };
};

worksOnScreen('Angular', mount);

it('counts the characters through the async pipe, with no request more', async () => {
  const client = scriptedClient(textMessage('Hello'));
  const generation = converse(client, { modelId: 'any', messages: [userMessage('Hi')] });
  const host = document.createElement('main');
  const shown = await mount(host, { generation, stop: () => undefined });
  onTestFinished(() => shown.unmount());
  await vi.waitFor(() => expect(host.querySelector('small')?.textContent).toBe('5 characters'));
  expect(client.requests).toHaveLength(1);
});
