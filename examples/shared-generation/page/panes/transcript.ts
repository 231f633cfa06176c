import type { ConverseEvent } from 'rx-bedrock/browser';
import { accumulateReasoning, segmentText, selectText } from 'rx-bedrock/operators';
import {
  catchError,
  combineLatest,
  connect,
  EMPTY,
  map,
  merge,
  type Observable,
  scan,
  startWith,
  tap,
} from 'rxjs';
import { byId, element, write } from '../element.js';
import { inFrames } from '../frames.js';
import { keepAtEnd } from '../keepAtEnd.js';
import { renderMarkdown } from '../markdown.js';

/** What has been written so far: blocks that will not change any more, and the one that grows. */
interface Manuscript {
  readonly blocks: readonly string[];
  readonly open: string;
}

/** Reads the text as a page: a finished block is rendered once, only the last one again and again. */
export function showTranscript(events: Observable<ConverseEvent>): Observable<unknown> {
  const sheet = new Sheet(byId('transcript'));
  return events.pipe(
    connect((shared) =>
      combineLatest([
        shared.pipe(selectText(), manuscript, startWith({ blocks: [], open: '' })),
        shared.pipe(
          accumulateReasoning(),
          map(({ text }) => text),
          startWith(''),
        ),
      ]),
    ),
    // How it ended is told in one place, and that is not here: what has come stays.
    catchError(() => EMPTY),
    inFrames(),
    tap({
      next: ([now, thoughts]) => {
        sheet.thoughts(thoughts);
        sheet.text(now);
      },
      complete: () => sheet.finish(),
    }),
  );
}

function manuscript(chunks: Observable<string>): Observable<Manuscript> {
  return chunks.pipe(
    connect((shared) =>
      merge(
        shared.pipe(map((chunk) => ({ chunk, block: '' }))),
        shared.pipe(
          segmentText('markdown'),
          map((block) => ({ chunk: '', block })),
        ),
      ),
    ),
    // A block is a piece of what is open already: together they are the text, to the last character.
    scan(
      ({ blocks, open }: Manuscript, { chunk, block }) => ({
        blocks: block === '' ? blocks : [...blocks, block],
        open: (open + chunk).slice(block.length),
      }),
      { blocks: [], open: '' },
    ),
  );
}

class Sheet {
  private readonly place: HTMLElement;
  private readonly thinking = element('details', { class: 'thinking' });
  private readonly thought = document.createTextNode('');
  private readonly summary = element('summary');
  private growing = newBlock();
  private finished = 0;

  constructor(place: HTMLElement) {
    this.place = place;
    this.thinking.append(this.summary, element('p', { dir: 'auto' }, this.thought));
    place.replaceChildren(waiting());
  }

  thoughts(text: string): void {
    if (text === this.thought.data) return;
    this.begin();
    if (!this.thinking.isConnected) this.place.prepend(this.thinking);
    this.thought.appendData(text.slice(this.thought.data.length));
    write(this.summary, `Reasoning · ${text.length.toLocaleString('en-GB')} characters`);
  }

  text({ blocks, open }: Manuscript): void {
    if (blocks.length === 0 && open === '') return;
    this.begin();
    keepAtEnd(this.place, () => {
      for (const block of blocks.slice(this.finished)) this.end(block);
      this.finished = blocks.length;
      this.growing.replaceChildren(renderMarkdown(open));
    });
  }

  /** Nothing more will come; perhaps nothing has. */
  finish(): void {
    this.growing.classList.remove('growing');
    if (!this.growing.isConnected)
      this.place.replaceChildren(element('p', { class: 'nothing' }, 'Nothing had come when it ended.'));
  }

  /** What grew stays where it is; the next one grows below. */
  private end(block: string): void {
    this.growing.replaceChildren(renderMarkdown(block));
    this.growing.classList.remove('growing');
    const next = newBlock();
    this.growing.after(next);
    this.growing = next;
  }

  private begin(): void {
    if (!this.growing.isConnected) this.place.replaceChildren(this.growing);
  }
}

function newBlock(): HTMLElement {
  return element('div', { class: 'block growing', dir: 'auto' });
}

function waiting(): HTMLElement {
  const lines = ['92%', '78%', '85%', '40%'].map((width) => {
    const line = element('i');
    line.style.width = width;
    return line;
  });
  return element('div', { class: 'waiting', 'aria-hidden': 'true' }, ...lines);
}
