import type { ConverseEvent } from 'rx-bedrock/browser';
import { accumulateText } from 'rx-bedrock/operators';
import {
  catchError,
  defer,
  EMPTY,
  finalize,
  fromEvent,
  merge,
  NEVER,
  type Observable,
  of,
  scan,
  takeUntil,
  tap,
} from 'rxjs';
import { byId, element, write } from '../element.js';
import { inFrames } from '../frames.js';

/** How much of the end of the text is shown, in characters. */
const most = 600;

/** One more subscriber with a small pane of its own, and a button to leave. */
export function showLateReader(
  name: string,
  at: number,
  events: Observable<ConverseEvent>,
): Observable<unknown> {
  return defer(() => {
    const pane = new Pane(name, at);
    byId('late').append(pane.place);
    bringIntoView(pane.place);
    const text = events.pipe(
      accumulateText(),
      catchError(() => EMPTY),
    );
    // The past comes while we subscribe: so what merge subscribes to next marks the moment when it is here. The pane
    // outlives the generation.
    return merge(text, of(upToDate), NEVER).pipe(
      scan((read: Read, news) => readOn(read, news), { text: '' }),
      inFrames(),
      tap((read) => pane.show(read)),
      takeUntil(pane.leaving),
      finalize(() => pane.leave()),
    );
  });
}

const upToDate = Symbol('up to date');

interface Read {
  text: string;
  /** How much of it came at once. */
  past?: number;
}

function readOn(read: Read, news: string | typeof upToDate): Read {
  return news === upToDate ? { ...read, past: read.text.length } : { ...read, text: news };
}

class Pane {
  readonly place: HTMLElement;
  readonly leaving: Observable<Event>;
  private readonly facts = element('p', {}, 'Catching up');
  private readonly joined: string;
  private readonly text = element('p', { class: 'tail', dir: 'auto' });

  constructor(name: string, at: number) {
    const button = element(
      'button',
      { class: 'small', type: 'button', 'aria-label': `${name} leaves` },
      'Leave',
    );
    this.leaving = fromEvent(button, 'click');
    this.joined = `Joined at ${(at / 1000).toFixed(1)} s`;
    const title = element('h3', {}, name);
    this.place = element(
      'li',
      { class: 'pane' },
      element('header', {}, title, button),
      this.facts,
      this.text,
    );
  }

  show({ text, past = 0 }: Read): void {
    const live = text.length - past;
    write(this.facts, `${this.joined}: ${number(past)} characters at once, ${number(live)} live`);
    write(this.text, text.length > most ? `… ${text.slice(-most)}` : text);
  }

  leave(): void {
    const next = this.place.nextElementSibling ?? this.place.previousElementSibling;
    const hadFocus = this.place.contains(document.activeElement);
    this.place.remove();
    // Whoever uses the keyboard goes on from the neighbour, or from where one joins.
    if (hadFocus) (next?.querySelector('button') ?? byId('join')).focus();
  }
}

/** No further than it takes, and only where it is not in view. */
function bringIntoView(place: Element): void {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  place.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: isCalm ? 'instant' : 'smooth' });
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}
