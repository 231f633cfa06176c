import type { Writable } from 'node:stream';
import { defer, type MonoTypeOperatorFunction, tap } from 'rxjs';
import { type Section, sectionsOf } from './sections.js';
import type { Views } from './subscribers.js';

/** Shows the views in a pipe or a file: the live text as it grows, and at the end what the others have. */
export function printPlainly(output: Writable): MonoTypeOperatorFunction<Views> {
  return (views) =>
    defer(() => {
      let printed = '';
      let others: Section[] = [];
      return views.pipe(
        tap({
          next: (now) => {
            const { transcript, ...rest } = sectionsOf(now);
            const growing = `${transcript.title}\n${transcript.text}`;
            output.write(growing.slice(printed.length));
            printed = growing;
            others = Object.values(rest);
          },
          complete: () => {
            output.write(`\n${others.map(inLines).join('')}`);
          },
        }),
      );
    });
}

function inLines({ title, facts, text }: Section): string {
  return ['', title, facts, text].filter((line, index) => index === 0 || line !== '').join('\n') + '\n';
}
