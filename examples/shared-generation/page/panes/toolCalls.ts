import type { ConverseEvent, ToolCall } from 'rx-bedrock/browser';
import { accumulateToolUse } from 'rx-bedrock/operators';
import { catchError, defer, EMPTY, type Observable, startWith, tap } from 'rxjs';
import { byId, element, write } from '../element.js';
import { inFrames } from '../frames.js';
import { keepAtEnd } from '../keepAtEnd.js';
import { Tree } from './tree.js';

/** The tool calls, their input as a tree that grows while it streams. */
export function showToolCalls(events: Observable<ConverseEvent>): Observable<unknown> {
  return defer(() => {
    const place = byId('tools');
    const cards = new Map<number, Card>();
    place.replaceChildren(
      element('p', { class: 'nothing' }, 'Tool calls stand here, their input as it is written.'),
    );
    write(byId('tools-count'), 'Input, parsed while it streams');
    return events.pipe(
      accumulateToolUse(),
      catchError(() => EMPTY),
      startWith([]),
      inFrames(),
      tap((calls) => {
        if (calls.length === 0) return;
        if (cards.size === 0) place.replaceChildren();
        keepAtEnd(place, () => {
          for (const call of calls) {
            const card = cards.get(call.blockIndex) ?? new Card(place);
            cards.set(call.blockIndex, card);
            card.show(call);
          }
        });
        write(byId('tools-count'), calls.length === 1 ? '1 call' : `${calls.length} calls`);
      }),
    );
  });
}

const said = { streaming: 'streaming', complete: 'complete', malformed: 'malformed' } as const;

class Card {
  private readonly title = element('h3');
  private readonly status = element('span', { class: 'chip' });
  private readonly tree = new Tree();
  private readonly raw = element('pre', { class: 'raw' });
  private shown: ToolCall | undefined;

  constructor(place: HTMLElement) {
    const header = element('header', {}, this.title, this.status);
    place.append(element('article', { class: 'call' }, header, this.tree.place, this.raw));
  }

  show(call: ToolCall): void {
    // A call that has not changed is the same object.
    if (call === this.shown) return;
    this.shown = call;
    write(this.title, call.name);
    write(this.status, said[call.status]);
    this.status.dataset['status'] = call.status;
    this.tree.show(call.input);
    // What is no JSON is shown as it came.
    write(this.raw, call.status === 'malformed' ? `${call.error?.message ?? ''}\n${call.inputText}` : '');
  }
}
